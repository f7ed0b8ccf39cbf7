"""From flat series to scaled windows: splits are integers, windows are gathered on demand."""
