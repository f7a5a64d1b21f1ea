# ruff: noqa: E501 - patterns break where their alternatives do
"""How pages say, with status 200, that there is nothing: what the lists of wordings in `words/` are put together with.

All texts are compared in lower case, without punctuation and apostrophes, with single blanks. `page-not-found` are
whole titles or headings; `says-not-found` whole sentences, `{thing}` being what isn't there; `for-sale` beginnings of
what a parked domain says, with 0 for the points and hyphens inside a word. A wording is listed only if a page that is
there has no reason to say it of itself in so few words.
"""

from __future__ import annotations

BARE = "(?:is |are |sorry )?(?:currently )?no longer (?:available|exists?|online|here)"

# What a text in ASCII has at least one of if it fits any wording; the rest needn't be compared.
STEMS = (
    "404|not found|nt found|be found|found here|exist|unavailable|not available|isnt available|no longer|removed|deleted|withdrawn"
    "|missing|gone|taken down|retired|discontinued|not here|moved or|find|locate|nothing|no page|no such|nicht|introuvable"
    "|indisponible|nest plus|navons pas|foi removid|supprim|eliminad|encontr|encuentra|non trovat|non esiste|non disponibile|impossibile|niet|verwijderd|nie |brak strony"
    "|nenalezen|nalezen|inte|tagits bort|ikke|fjernet|bulun|mevcut|ei ole|nu poate|trobad|nije|ni bilo|ni mogo|ne postoji"
    "|ne obstaja|tidak|ei |nerast|neegz|nav atrasta|netika"
)
SALE_STEMS = (
    "domain|domin|domein|domena|sale|purchase|parked|expired|suspended|future home|kauf|registriert|geparkt|abgelaufen"
)

THING = """(?:(?:the|this|that|your|a|an|any) )?(?:(?:requested|specified|given|selected|desired|exact) )?
    (?:web ?page|page|url|address|file|resource|document|content|item|record|data|data ?set|data set|collection|entry|article
    |object|link|project|repository|site|website|challenge|competition|product|path|location|file or directory)s?
    (?: (?:that |which )?(?:you|we)(?:ve|re| have| are| were)? ?(?:requested|request|looking for|looked for|wanted|want|entered
    |followed|typed|clicked|searched for|asked for|seeking|(?:trying|tried|attempting|attempted) to[ ]
    (?:access|reach|view|find|open|visit)))?(?: \\S{1,200})?"""

# What may follow `for-sale`: a page about such pages goes on in another way.
AFTER_SALE = """(?:$|(?: names?)?(?: (?:now|today|here|online))?(?:$| (?:by|at|on|for (?:sale|only|just|\\d)|from|via|through|or|and|with|if|you
    |click|contact|please|make|buy|get|learn|call|visit|inquire|enquire|find|see|request|the owner|its owner|free|courtesy
    |\\d|\\S*0[a-z]{2,}|[^\\x00-\\u024f])))"""
