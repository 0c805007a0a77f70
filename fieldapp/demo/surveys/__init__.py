"""The demo's surveys: one finished, one half-way, and a lot that failed."""
