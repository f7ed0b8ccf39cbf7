"""What people and other programs read: forecasts, metrics, tables and charts."""
