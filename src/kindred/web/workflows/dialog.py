"""What a dialog's form answers: done, and it closes; unfinished, and it stays open with what is wrong."""

from django.http import HttpResponse


def closing(response: HttpResponse) -> HttpResponse:
    """Close the dialog as the answer is shown."""
    response["HX-Trigger"] = "dialog:close"
    return response


def unfinished(response: HttpResponse) -> HttpResponse:
    """Show the answer in the dialog, wherever a good one would have gone."""
    response.status_code = 422
    response["HX-Retarget"] = "#dialog"
    response["HX-Reswap"] = "innerHTML"
    return response
