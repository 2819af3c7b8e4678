"""Copy as: one writer for each form in which people hand a request to somebody else."""

from convert_console.core.copy_as import curl, har, programs, target
from convert_console.core.copy_as.target import Form, HandoffImpossible

__all__ = ["FORMS", "Form", "HandoffImpossible"]

FORMS: tuple[Form, ...] = (
    Form("curl-bash", "cURL (bash)", curl.write_bash),
    Form("curl-cmd", "cURL (cmd.exe)", curl.write_cmd),
    Form("curl-powershell", "cURL (PowerShell)", curl.write_powershell),
    Form("python", "Python (httpx)", programs.write_python),
    Form("javascript", "JavaScript (fetch)", programs.write_javascript),
    Form("php", "PHP (curl)", programs.write_php),
    Form("raw", "Raw HTTP", target.write_raw),
    Form("har", "HAR", har.write),
)
"""In the order of the menu."""
