"""Copy as: one writer for each form in which people hand a request to somebody else."""

from convert_console.core.copy_as import (
    curl_bash,
    curl_cmd,
    curl_powershell,
    har,
    php,
    programs,
    python_httpx,
    raw_http,
)
from convert_console.core.copy_as.target import Form, HandoffImpossible

__all__ = ["FORMS", "Form", "HandoffImpossible"]

FORMS: tuple[Form, ...] = (
    Form("curl-bash", "cURL (bash)", curl_bash.write),
    Form("curl-cmd", "cURL (cmd.exe)", curl_cmd.write),
    Form("curl-powershell", "cURL (PowerShell)", curl_powershell.write),
    Form("python", "Python (httpx)", python_httpx.write),
    Form("javascript", "JavaScript (fetch)", programs.write),
    Form("php", "PHP (curl)", php.write),
    Form("raw", "Raw HTTP", raw_http.write),
    Form("har", "HAR", har.write),
)
"""In the order of the menu."""
