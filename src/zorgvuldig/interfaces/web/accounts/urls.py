"""The addresses of login and of one's own means of login; each has its row in ``routes.toml``."""

from allauth.account import views as account_views
from allauth.mfa.base import views as factor_views
from allauth.mfa.webauthn import views as key_views
from django.urls import path

from zorgvuldig.interfaces.web.accounts.pages import confirming, enrolling, external, leaving, means, sessions

ELSEWHERE = (("digid", "digid"), ("eherkenning", "eherkenning"), ("staff", "werkaccount"))

urlpatterns = [
    path("inloggen/", account_views.login, name="account_login"),
    path("inloggen/code/", factor_views.authenticate, name="mfa_authenticate"),
    path("inloggen/toegangssleutel/", key_views.login_webauthn, name="mfa_login_webauthn"),
    path("inloggen/niet-actief/", account_views.account_inactive, name="account_inactive"),
    path("inloggen/activeren/", enrolling.enrol, name="enrol"),
    path("inloggen/activeren/wachtwoord/", enrolling.enrol_password, name="enrol_password"),
    path("inloggen/activeren/app/", enrolling.enrol_app, name="enrol_app"),
    path("inloggen/activeren/sleutel/", enrolling.enrol_key, name="enrol_key"),
    path("uitloggen/", leaving.logout, name="account_logout"),
    path("account/", means.login_means, name="login_means"),
    path("account/bevestigen/", confirming.confirm, name="confirm"),
    path("account/wachtwoord/", means.change_password, name="change_password"),
    path("account/app/", means.add_app, name="add_app"),
    path("account/sleutel/", means.add_key, name="add_key"),
    path("account/verwijderen/", means.remove_factor, name="remove_factor"),
    path("account/herstelcodes/", means.renew_codes, name="renew_codes"),
    path("account/apparaten/", sessions.own_sessions, name="own_sessions"),
    path("account/apparaten/uitloggen/", sessions.end_session, name="end_session"),
    *(
        path(f"inloggen/{part}/", external.begin, {"scheme": scheme}, name=f"{scheme}_begin")
        for scheme, part in ELSEWHERE
    ),
    *(
        path(f"inloggen/{part}/terug/", external.back, {"scheme": scheme}, name=f"{scheme}_back")
        for scheme, part in ELSEWHERE
    ),
]
