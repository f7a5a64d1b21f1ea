"""Stand-ins of code hosts and archives that judge their own pages: real paths and shapes, as `web.registries` has them.

    world = Hosts(web, authority)
    world.github.put("owner/name", isArchived=True)
    ... run(url, connect_to=world.connect_to)

`world.pages` is the web site of all of them: what isn't among its `routes` is 404.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from web.certs import Authority
from web.registries import StandIn, say
from web.server import Call, Route, Web, status


async def posted(call: Call) -> Any:
    """The JSON that a question brings."""
    return json.loads(await call.reader.readexactly(int(call.request.headers["content-length"])))


class GitHub(StandIn):
    """`held`: fields by `owner/name` in lower case; `objects`: what `REF:PATH` there is of each; `renamed`: new names.

    `tokens` are those that were sent, question by question.
    """

    host = "api.github.com"

    def __init__(self, web: Web, authority: Authority) -> None:
        super().__init__(web, authority)
        self.objects: dict[str, set[str]] = {}
        self.renamed: dict[str, str] = {}
        self.tokens: list[str] = []

    def put(self, name: str, *objects: str, spdx: str | None = None, **fields: Any) -> None:
        """Add a repository."""
        self.objects[name.lower()] = set(objects)
        self.held[name.lower()] = {
            "nameWithOwner": name, "isArchived": False, "archivedAt": None, "isDisabled": False, "isPrivate": False,
            "licenseInfo": {"spdxId": spdx} if spdx else None,
        } | fields  # fmt: skip

    async def answer(self, call: Call) -> None:
        token = call.request.headers.get("authorization", "")
        self.tokens.append(token)
        if call.path == "/graphql":
            if not token.startswith("Bearer "):
                await say(call, {"message": "Requires authentication"}, 401)
            else:
                await say(call, self.queried((await posted(call))["query"]))
            return
        number = re.fullmatch(r"/repositories/(\d+)", call.path)
        name = list(self.held)[int(number[1])] if number else call.path.removeprefix("/repos/").lower()
        if name in self.renamed:
            where = list(self.held).index(self.renamed[name].lower())
            onward = {"Location": f"https://{self.host}/repositories/{where}"}
            await say(call, {"message": "Moved Permanently"}, 301, onward)
        elif name not in self.held:
            await say(call, {"message": "Not Found"}, 404)
        else:
            held = self.held[name]
            await say(call, {
                "full_name": held["nameWithOwner"], "archived": held["isArchived"], "disabled": held["isDisabled"],
                "private": held["isPrivate"],
                "license": {"spdx_id": held["licenseInfo"]["spdxId"]} if held["licenseInfo"] else None,
            })  # fmt: skip

    def queried(self, query: str) -> dict[str, Any]:
        """The answer to a query of many repositories under aliases."""
        one = r'(\w+): repository\(owner: "([^"]+)", name: "([^"]+)"\) \{([^\n]*)\}'
        data: dict[str, Any] = {}
        errors = []
        for alias, owner, name, inside in re.findall(one, query):
            key = self.renamed.get(f"{owner}/{name}".lower(), f"{owner}/{name}").lower()
            held = self.held.get(key)
            data[alias] = None if held is None else dict(held)
            if held is None:
                errors.append({"type": "NOT_FOUND", "path": [alias], "message": "Could not resolve to a Repository"})
            elif asked := re.search(r'object\(expression: ("(?:[^"\\]|\\.)*")\)', inside):
                there = json.loads(asked[1]) in self.objects[key]
                data[alias]["object"] = {"__typename": "Blob"} if there else None
        return {"data": data} | ({"errors": errors} if errors else {})


class Simple(StandIn):
    """A host whose `held` are answers by path; what isn't there gets `absent`."""

    absent: tuple[int, Any] = (404, {"message": "Not Found"})

    async def answer(self, call: Call) -> None:
        path = call.path
        held = self.held.get(path)
        if callable(held):
            await held(call)
        elif held is None:
            await say(call, self.absent[1], self.absent[0])
        else:
            await say(call, held)


class Figshare(Simple):
    """`/v2/articles/{id}` and `/v2/collections/{id}`."""

    host = "api.figshare.com"


class Osf(Simple):
    """`/v2/nodes/{id}/`."""

    host = "api.osf.io"


class Site(Simple):
    """A host whose API and pages are at one name: `held` are answers of the API, `routes` its pages."""

    api = "/api/"

    def __init__(self, web: Web, authority: Authority) -> None:
        super().__init__(web, authority)
        self.routes: dict[str, Route] = {}
        self.pages: list[str] = []
        self.tokens: list[str] = []

    async def answer(self, call: Call) -> None:
        self.tokens.append(call.request.headers.get("authorization", ""))
        if call.path.startswith(self.api):
            await super().answer(call)
        else:
            self.pages.append(call.path)
            await self.routes.get(call.path, status(404))(call)


class HuggingFace(Site):
    """`/api/datasets/{id}` and the like; what isn't there and what is private look alike."""

    host = "huggingface.co"
    absent = (401, {"error": "Invalid username or password."})


class Dryad(Site):
    """`/api/v2/datasets/{doi, percent-encoded}`: `held` by the path as it is decoded."""

    host = "datadryad.org"

    async def answer(self, call: Call) -> None:
        self.held |= {path: self.held[unquote(path)] for path in [call.path] if unquote(path) in self.held}
        await super().answer(call)


class PhysioNet(Site):
    """`/api/v1/project/published/`."""

    host = "physionet.org"


class OpenNeuro(Site):
    """`held`: datasets by accession number, asked for by GraphQL."""

    host = "openneuro.org"

    async def answer(self, call: Call) -> None:
        if call.path != "/crn/graphql":
            await super().answer(call)
            return
        number = re.search(r'dataset\(id: "([^"]+)"\)', (await posted(call))["query"])
        held = self.held.get(number[1]) if number else None
        await say(call, {"data": {"dataset": held}} | ({} if held else {"errors": [{"message": "not found"}]}))


class Hosts:
    """All of them, and the pages of those whose API has a name of its own."""

    def __init__(self, web: Web, authority: Authority) -> None:
        self.github = GitHub(web, authority)
        self.huggingface = HuggingFace(web, authority)
        self.figshare = Figshare(web, authority)
        self.osf = Osf(web, authority)
        self.dryad = Dryad(web, authority)
        self.physionet = PhysioNet(web, authority)
        self.openneuro = OpenNeuro(web, authority)
        self.routes: dict[str, Route] = {}
        self.asked: list[str] = []
        self._names = ("github.com", "www.github.com", "figshare.com", "uni.figshare.com", "osf.io")
        self.pages = web.site(tls=authority.good(*self._names), fallback=self._page)

    async def _page(self, call: Call) -> None:
        self.asked.append(call.request.headers["host"] + call.path)
        assert "authorization" not in call.request.headers, "a token is for the API alone"
        await self.routes.get(call.path, status(404))(call)

    @property
    def connect_to(self) -> tuple[str, ...]:
        """The real names, as curl's option leads them here."""
        apis = (self.github, self.huggingface, self.figshare, self.osf, self.dryad, self.physionet, self.openneuro)
        pages = tuple(f"{name}:443:{self.pages.address}:{self.pages.port}" for name in self._names)
        return tuple(api.connect_to for api in apis) + pages
