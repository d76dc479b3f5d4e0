"""The pages on which a member lets an application in: choose who you are, allow or deny."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from adapters.flickr.simulator.values import Key, Person, RequestToken

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2226;--soft:#5d676d;--paper:#fff;--ground:#eef1f3;
--line:#d5dbdf;--go:#0063dc}
@media(prefers-color-scheme:dark){:root{--ink:#eceff1;--soft:#a7b0b5;--paper:#20262a;
--ground:#14181b;--line:#3a4247;--go:#4c9aff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);
color:var(--ink);font:16px/1.5 system-ui,sans-serif;padding:1rem}
main{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:2rem;
width:min(30rem,100%)}
header{display:flex;gap:.4rem;align-items:center;color:var(--soft);font-size:.9rem}
i{width:.9rem;height:.9rem;border-radius:50%;background:#0063dc}i+i{background:#ff0084}
h1{font-size:1.35rem;line-height:1.3;margin:1rem 0 .5rem}
p{margin:.5rem 0;color:var(--soft)}
fieldset{border:0;padding:0;margin:1.25rem 0}legend{font-weight:600;padding:0 0 .5rem}
label{display:flex;gap:.75rem;align-items:center;padding:.5rem .75rem;border:1px solid var(--line);
border-radius:8px;margin-bottom:.5rem;cursor:pointer}
label:has(:checked){border-color:var(--go);box-shadow:inset 0 0 0 1px var(--go)}
label img{width:40px;height:40px;border-radius:50%}
label small{color:var(--soft);display:block}
.choice{display:flex;gap:.75rem}
button{font:inherit;font-weight:600;border-radius:8px;padding:.6rem 1.25rem;cursor:pointer;
border:1px solid var(--line);background:transparent;color:inherit}
button.go{background:var(--go);border-color:var(--go);color:#fff;flex:1}
@media(prefers-color-scheme:dark){button.go{color:#0b1a2b}}
code{display:block;font:600 2rem/1.4 ui-monospace,monospace;letter-spacing:.05em;
text-align:center;margin:1rem 0;user-select:all}
"""

_MAY = {
    "read": "see your photos, private ones too",
    "write": "see your photos, upload new ones and change them",
    "delete": "see your photos, upload, change and delete them",
}


def choose(token: RequestToken, key: Key, perms: str, people: Sequence[tuple[Person, str]]) -> str:
    """The page that asks; `people` are those one may be, each with the address of an icon."""
    rows = "".join(
        f'<label><input type="radio" name="nsid" value="{escape(person.nsid)}" required'
        f"{' checked' if index == 0 else ''}>"
        f'<img src="{escape(icon)}" alt=""><span>{escape(person.username)}'
        f"<small>{escape(person.realname or person.nsid)}</small></span></label>"
        for index, (person, icon) in enumerate(people)
    )
    return _page(
        f"{key.title} wants in",
        f"<h1>{escape(key.title)} wants to use your Flickr account</h1>"
        f"<p>It will be able to {_MAY[perms]}.</p>"
        f'<form method="post" action="/services/oauth/authorize">'
        f'<input type="hidden" name="oauth_token" value="{escape(token.token)}">'
        f'<input type="hidden" name="perms" value="{perms}">'
        f"<fieldset><legend>Who are you today?</legend>{rows}</fieldset>"
        f'<div class="choice"><button class="go" name="answer" value="allow">Allow</button>'
        f'<button name="answer" value="deny" formnovalidate>Deny</button></div></form>',
    )


def code(token: RequestToken, key: Key) -> str:
    """The page that shows the code of an application that cannot be called back."""
    return _page(
        "Your code",
        f"<h1>You have let {escape(key.title)} in</h1>"
        f"<p>Type this code there to finish:</p>"
        f'<code id="verifier">{escape(token.verifier)}</code>',
    )


def denied(key: Key) -> str:
    """The page after a refusal where there is nobody to call back."""
    return _page(
        "Denied", f"<h1>{escape(key.title)} was not let in</h1><p>Nothing has changed.</p>"
    )


def unknown() -> str:
    """The page for a request token that does not exist, or no more."""
    return _page(
        "Oops",
        "<h1>This request is not known</h1><p>It may have been used already."
        " Go back to the application and start again.</p>",
    )


def callback(token: RequestToken, **more: str) -> str:
    """Where to send the member's browser: the application's address with more arguments."""
    joint = "&" if "?" in token.callback else "?"
    return token.callback + joint + urlencode({"oauth_token": token.token, **more})


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · simulated Flickr</title><style>{_STYLE}</style></head>"
        f"<body><main><header><i></i><i></i> simulated Flickr</header>{body}</main></body></html>"
    )
