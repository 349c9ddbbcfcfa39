"""The commands, a file each."""

import typer

from kindred.cli.access import access
from kindred.cli.audit import audit
from kindred.cli.backup import backup
from kindred.cli.count import count
from kindred.cli.demo.command import demo
from kindred.cli.doctor.command import doctor
from kindred.cli.erase import erase, erase_again
from kindred.cli.export import export
from kindred.cli.imports.command import import_
from kindred.cli.run import run
from kindred.cli.taxonomy import taxonomy
from kindred.cli.user import user
from kindred.cli.version import version
from kindred.cli.web import web
from kindred.cli.why import why
from kindred.cli.work import work
from kindred.cli.worker import worker

app = typer.Typer(
    name="kindred",
    help="Turns a pool of contacts into relationships, cohort by cohort.",
    epilog="Settings are read from the environment: KINDRED_DATA, DATABASE_URL, HOST, PORT … (docs/configuration.md).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command(rich_help_panel="Run it")(run)
app.command(rich_help_panel="Run it")(web)
app.command(rich_help_panel="Run it")(worker)
app.command(rich_help_panel="Run it")(work)
app.command(name="import", rich_help_panel="Contacts")(import_)
app.command(rich_help_panel="Contacts")(export)
app.command(rich_help_panel="Contacts")(access)
app.command(rich_help_panel="Contacts")(erase)
app.command(rich_help_panel="Contacts")(count)
app.command(rich_help_panel="Contacts")(why)
app.command(name="erase-again", rich_help_panel="Look after it")(erase_again)
app.add_typer(taxonomy, name="taxonomy", rich_help_panel="Contacts")
app.command(rich_help_panel="Look after it")(doctor)
app.command(rich_help_panel="Look after it")(backup)
app.command(rich_help_panel="Look after it")(demo)
app.command(rich_help_panel="Look after it")(version)
app.add_typer(audit, name="audit", rich_help_panel="Look after it")
app.add_typer(user, name="user", rich_help_panel="Look after it")
