"""The tables of catch-up that are handed in: 查漏补种汇总表 (5) and 未种原因分析表 (4)."""
