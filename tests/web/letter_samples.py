"""Made-up answers about letters, for pages whose use cases have tests of their own."""

from uuid import UUID

from web_samples import AT

from zorgvuldig.interfaces.web import letter_files
from zorgvuldig.interfaces.web.views import letters
from zorgvuldig.processes.correspondence.explain import KindCount, Reconciled, SafeLetter, SafeReader
from zorgvuldig.processes.correspondence.usecases import NoSuchLetterError
from zorgvuldig.processes.rights.explain.letters import MyLetter
from zorgvuldig.records.stored_letters import KeptLetter

LETTER = UUID("5f0c7a52-6f0e-4b1d-9d7b-0a4f5a1c2e31")


class Rights:
    """The letters of one person; another's are not there."""

    def view_my_letters(self, **_asked):
        return (
            MyLetter(
                letter_id=LETTER,
                title="Overzicht van uw vergoedingen",
                made_at=AT,
                sent_at=AT,
                state="sent",
                route="post",
            ),
        )

    def open_my_letter(self, **_asked):
        return KeptLetter(
            id=LETTER,
            kind="overview",
            purpose="claims",
            route="post",
            state="sent",
            made_at=AT,
            sent_at=AT,
            digest="",
            content={},
            address=(),
        )


class Correspondence:
    """What oversight is told of all letters, and security affairs of those to bring."""

    NoSuchLetterError = NoSuchLetterError

    def list_safe(self, **_asked):
        return (SafeLetter(letter_id=LETTER, made_at=AT),)

    def view_safe(self, *, letter_id, **_asked):
        if letter_id != LETTER:
            raise NoSuchLetterError(letter_id)
        return SafeReader(
            letter_id=LETTER, made_at=AT, name="A. Voorbeeld", address=("Dorpsstraat 1", "1234 AB  DORP")
        )

    def hand_over(self, *, letter_id, **_asked):
        if letter_id != LETTER:
            raise NoSuchLetterError(letter_id)

    def count_letters(self, **_asked):
        return (
            KindCount(
                kind="overview", title="Overzicht van vergoedingen", made=2, sent=40, handed=1, returned=1
            ),
        )

    def reconcile_letters(self, **_asked):
        return Reconciled(made=2, sent=40, handed=1, returned=1, missing=(), unnoted=(LETTER,))


def show(monkeypatch):
    """Let the pages of letters show these."""
    monkeypatch.setattr(letters, "rights", Rights())
    monkeypatch.setattr(letters, "correspondence", Correspondence())
    monkeypatch.setattr(letter_files, "set_one", lambda _manuscript: b"%PDF-")
