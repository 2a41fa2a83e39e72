"""Every address of the web desks. A new address needs its row in the access matrix of the tests."""

from django.urls import path

from zorgvuldig.interfaces.web.accounts.urls import urlpatterns as login_urls
from zorgvuldig.interfaces.web.views import (
    access,
    break_glass,
    gallery,
    holds,
    insured,
    ledger,
    oversight,
    public,
    service,
    staff,
    tour,
)

urlpatterns = [
    *login_urls,
    path("", public.home, name="home"),
    path("rondleiding/", tour.tour, name="tour"),
    path("galerij/", gallery.gallery, name="gallery"),
    path("privacy/", public.privacy, name="privacy"),
    path("controleren/", public.check_proof, name="check_proof"),
    path("controleren/verifier.py", public.verifier, name="verifier"),
    path("controleren/sleutel.txt", public.public_key, name="public_key"),
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
    path("kwetsbaarheid-melden/", public.report, name="report"),
    path("report-a-vulnerability/", public.report_english, name="report_english"),
    path(".well-known/security.txt", service.security_txt, name="security_txt"),
    path(".well-known/change-password", service.change_password, name="well_known_change_password"),
    path("robots.txt", service.robots_txt, name="robots_txt"),
    path("balie/", public.desk, name="desk"),
    path("medewerker/", staff.runs, name="staff_runs"),
    path("medewerker/bestanden/<uuid:run_id>/", staff.claims, name="staff_claims"),
    path("medewerker/declaraties/<uuid:claim_id>/", staff.claim, name="staff_claim"),
    path("medewerker/toegang/", access.people, name="access"),
    path("medewerker/toegang/nieuw/", access.join, name="access_join"),
    path("medewerker/toegang/controle/", access.reviews, name="access_reviews"),
    path("medewerker/toegang/<uuid:staff_id>/", access.employee, name="access_employee"),
    path("medewerker/noodtoegang/", break_glass.start, name="break_glass"),
    path("medewerker/noodtoegang/<uuid:emergency_id>/", break_glass.opened, name="break_glass_open"),
    path("medewerker/bevoegdheden/", break_glass.powers, name="powers"),
    path("toezicht/toegang/", break_glass.oversight, name="oversight_access"),
    path("mijn/declaraties/", insured.my_claims, name="my_claims"),
    path("mijn/inzage/", insured.who_looked, name="who_looked"),
    path("mijn/inzage/<uuid:entry_id>/bewijs/", insured.my_proof, name="my_proof"),
    path("toezicht/", oversight.entries, name="oversight_entries"),
    path("toezicht/logboek/", ledger.ledger, name="oversight_ledger"),
    path("toezicht/bewaren/", holds.holds, name="oversight_holds"),
    path("controleren/getuige.txt", public.witness_key, name="witness_key"),
    path("toezicht/weigeringen/", oversight.refusals, name="oversight_refusals"),
    path("toezicht/besluiten/<uuid:entry_id>/", oversight.entry, name="oversight_entry"),
    path("toezicht/besluiten/<uuid:entry_id>/bewijs/", oversight.proof, name="oversight_proof"),
]

handler400 = "zorgvuldig.interfaces.web.errors.bad_request"
handler403 = "zorgvuldig.interfaces.web.errors.forbidden"
handler404 = "zorgvuldig.interfaces.web.errors.not_found"
handler500 = "zorgvuldig.interfaces.web.errors.server_error"
