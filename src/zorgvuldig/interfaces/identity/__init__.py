"""Who someone is according to another: national login schemes (DigiD, eHerkenning), the employer's provider.

All speak OpenID Connect: the schemes through a broker, which turns their SAML into it. An answer becomes an
`Assertion` and nothing more; what it opens is decided elsewhere.
"""
