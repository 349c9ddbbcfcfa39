"""Work to wake up: leases on rows, the worker's loop, and the backends that wake it; knows no domain."""
