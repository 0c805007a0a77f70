"""The demo's schools, told once for what looks at them."""
