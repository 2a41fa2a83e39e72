"""What the pages write beside the keys has its folder before they start, under their own account."""

import pytest

from zorgvuldig.interfaces.database.accounts import application_account
from zorgvuldig.interfaces.database.keys import make_keys
from zorgvuldig.interfaces.web.views.hand_in import FOLDER


@pytest.mark.parametrize(
    "name", ["tombstones", "unwritten", "outbound", FOLDER, "inbox", "intake", "outbox", "set-aside"]
)
def test_each_folder_that_the_pages_write_in_is_made_with_the_keys_and_is_their_own(tmp_path, name):
    make_keys(tmp_path / "keys")

    status = (tmp_path / name).stat()
    account = application_account()
    assert status.st_mode & 0o777 == 0o700
    assert (status.st_uid, status.st_gid) == (account.uid, account.gid)
