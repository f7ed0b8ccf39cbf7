"""Series that never were, and the networks that learnt from them before any data came."""
