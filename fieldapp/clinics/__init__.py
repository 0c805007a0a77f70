"""接种单位: who may vaccinate, where they are and which villages they serve. People belong to one."""
