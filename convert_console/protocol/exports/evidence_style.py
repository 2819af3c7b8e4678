"""The look of a page of evidence: dark text on white, readable in print, no other file."""

STYLE = """
body{font:15px/1.5 "Inter","Segoe UI",system-ui,sans-serif;color:#1b2230;background:#fff;
max-width:900px;margin:32px auto;padding:0 20px}
h1{font-size:22px}h2{font-size:16px;margin:0 0 8px}
h3{font-size:13px;margin:16px 0 4px;color:#5b6577}
section{border:1px solid #d8dce3;border-radius:8px;padding:16px 20px;margin:20px 0}
pre{background:#f6f7f9;border-radius:6px;padding:10px 12px;margin:0;white-space:pre-wrap;
overflow-wrap:anywhere;font:12.5px/1.45 "JetBrains Mono",ui-monospace,monospace}
.quiet{color:#5b6577;font-size:13px;overflow-wrap:anywhere}
.badge{border-radius:10px;padding:2px 9px;font-size:13px;font-weight:600}
.ok{background:#e2f4ea;color:#14774a}.warn{background:#fdf0d8;color:#8a5300}
.error{background:#fce8e6;color:#b3261e}.info{background:#e8eef7;color:#3b5b8c}
@media print{body{margin:0;max-width:none}section{break-inside:avoid}}
""".strip()
