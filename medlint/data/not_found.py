# ruff: noqa: E501 - patterns break where their alternatives do
"""How pages say, with status 200, that there is nothing: wordings in forty languages, kept as data.

All texts are compared in lower case, without punctuation and apostrophes, with single blanks. `TITLES` are whole
titles or headings; `SENTENCES` are patterns of whole sentences; `FOR_SALE` are beginnings of what a parked domain
says, with 0 for the points and hyphens inside a word. A wording is listed only if a page that is there has no
reason to say it of itself in so few words.
"""

from __future__ import annotations

TITLES: dict[str, str] = {
    "en": """not found|(?:web ?)?page not found|page (?:cannot|cant|could not|couldnt) be found|page does(?: not|nt) exist
        |page (?:is )?(?:no longer |un|not )available|(?:file|url|resource|document|content|item|record|entry|object|project
        |product|article|site|website|dataset|data set|collection|challenge|competition|repository|file or directory)
        (?: was| is)? (?:not found|no longer available|unavailable)|that page cant be found|nothing (?:was )?found here
        |(?:this |the )?(?:page|dataset|data set|resource|content) (?:does not exist|doesnt exist|no longer exists
        |has been (?:permanently )?(?:removed|deleted|withdrawn)|is missing|is gone)|missing page|410 gone|object not found|requested url was not found
        |the requested (?:page|url|resource) (?:was |could )?not (?:be )?found|content not found""",
    "de": """(?:die )?seite (?:wurde )?(?:leider )?nicht gefunden|seite (?:nicht vorhanden|existiert nicht(?: mehr)?)
        |nicht gefunden|(?:datei|dokument|datensatz|inhalt|objekt) (?:wurde )?nicht (?:gefunden|mehr verfügbar)
        |seite nicht (?:mehr )?verfügbar""",
    "fr": """page (?:non trouvée|introuvable|inexistante|pas trouvée)|(?:la )?page na pas été trouvée|introuvable|non trouvé
        |(?:fichier|document|contenu|jeu de données|ressource) (?:introuvable|non trouvée?)|cette page nexiste pas(?: plus)?
        |page indisponible""",
    "es": """(?:la )?página no (?:se ha )?encontrada?|no se (?:ha encontrado|encuentra|encontró) la página|no encontrado
        |(?:archivo|recurso|documento|contenido|conjunto de datos) no encontrado|(?:esta |la )?página no existe
        |página no disponible""",
    "it": """pagina non trovata|la pagina non esiste|non trovato|(?:file|documento|contenuto|risorsa|dataset) non trovat[oa]
        |pagina non disponibile|impossibile trovare la pagina""",
    "pt": """página não (?:foi )?encontrada|não encontrad[oa]|(?:arquivo|ficheiro|recurso|documento|conteúdo|conjunto de dados)[ ]
        não encontrado|(?:esta |a )?página não existe|página (?:não disponível|indisponível)""",
    "nl": """pagina (?:is )?niet gevonden|niet gevonden|(?:bestand|document|dataset) niet gevonden|(?:deze )?pagina bestaat niet
        (?: meer)?|pagina niet beschikbaar""",
    "pl": """(?:nie znaleziono strony|strona nie została znaleziona|strona nie istnieje|nie znaleziono|strony nie znaleziono
        |plik nie został znaleziony|brak strony|podana strona nie istnieje)""",
    "cs": """stránka (?:nebyla )?nenalezena|stránka nebyla nalezena|nenalezeno|stránka neexistuje""",
    "sv": """sidan (?:kunde inte hittas|hittades inte|finns inte(?: längre)?)|sidan kan inte hittas|hittades inte""",
    "da": """siden (?:blev |kunne )?ikke (?:fundet|findes)|siden findes ikke(?: længere)?|ikke fundet
        |siden (?:ble |kunne )?ikke (?:funnet|finnes)|siden finnes ikke(?: lenger)?|fant ikke siden|vi kan ikke finde siden""",
    "ru": """страница не (?:найдена|существует)|не найдено|(?:файл|документ|ресурс|объект) не найден|страница недоступна
        |запрашиваемая страница не найдена|нет такой страницы""",
    "uk": """сторінку не знайдено|сторінка не (?:знайдена|існує)|не знайдено""",
    "tr": """(?:sayfa|aradığınız sayfa) (?:bulunamad[ıi]|mevcut değil)|bulunamad[ıi]|(?:dosya|belge|içerik|veri seti) bulunamad[ıi]""",
    "zh": """(?:页面|网页|您访问的页面|你访问的页面|您要查看的页面|您访问的网页|该页面|此页面|请求的页面|資源|资源|文件|数据集|頁面|網頁|找不到頁面的?)?
        (?:未找到|不存在|找不到|找不到了|已删除|已被删除|已失效|無法找到|无法找到|未找到页面)|找不到(?:该|此|您要的|您访问的|請求的)?(?:页面|网页|頁面|網頁|资源)
        |页面走丢了|頁面不存在|页面已不存在|抱歉您访问的页面不存在""",
    "ja": """(?:お探しの|ご指定の|指定された|このページ|該当する)?(?:ページ|ファイル|データ|データセット)?(?:が|は)?(?:見つかりません|見つかりませんでした
        |存在しません|見つかりませんでした)|ページが存在しません|ご指定のページが見つかりません""",
    "ko": """(?:요청하신 )?(?:페이지|파일|데이터)(?:를|을|가|이)? ?(?:찾을 수 없습니다|찾을 수 없음|존재하지 않습니다|없습니다)|찾을 수 없습니다
        |존재하지 않는 페이지(?:입니다)?""",
    "fi": """sivua ei (?:löytynyt|löydy|voitu löytää|ole(?: olemassa)?)|(?:etsimääsi|hakemaasi) sivua ei (?:löytynyt|löydy)""",
    "hu": """(?:az? )?(?:keresett )?oldal nem (?:található|létezik)|nem található""",
    "el": """η σελίδα (?:που ζητήσατε )?δεν (?:βρέθηκε|υπάρχει)|δεν βρέθηκε(?: η σελίδα)?""",
    "ro": """pagina (?:căutată )?nu (?:a fost găsită|există|poate fi găsită)""",
    "ca": """pàgina no trobada|no sha trobat la pàgina|la pàgina no existeix""",
    "sk": """stránka (?:sa )?nenašla|stránka sa nenašla|stránka nebola nájdená|stránka neexistuje""",
    "hr": """(?:tražena )?stranica (?:nije (?:pronađena|nađena)|ne postoji)|stran(?:i)? ni (?:bilo )?mogoče najti|stran ne obstaja""",
    "bg": """страницата не (?:е намерена|беше намерена|съществува)|страницата не може да бъде намерена""",
    "vi": """không tìm thấy trang(?: này| bạn yêu cầu)?|trang (?:này )?không tồn tại""",
    "id": """halaman (?:ini |yang anda cari )?tidak (?:ditemukan|tersedia|ada)""",
    "ar": """(?:عذرا )?(?:هذه )?الصفحة (?:المطلوبة |التي تبحث عنها )?غير موجودة|(?:عذرا )?لم يتم العثور على (?:هذه )?الصفحة""",
    "fa": """(?:متاسفانه )?صفحه (?:مورد نظر |درخواستی )?(?:شما )?(?:یافت|پیدا) نشد""",
    "hi": """(?:यह )?(?:पृष्ठ|पेज|वेब ?पेज) (?:नहीं मिला|नहीं मिल सका|मौजूद नहीं है|उपलब्ध नहीं है|अब उपलब्ध नहीं है)|नहीं मिला""",
    "bn": """(?:পৃষ্ঠা|পৃষ্ঠাটি|পাতাটি) (?:পাওয়া|পাওয়া) (?:যায়নি|যায়নি|যায় নি)""",
    "th": """ไม่พบ(?:หน้า|หน้าเว็บ|เพจ)(?:นี้)?(?:ที่(?:คุณ|ท่าน)?(?:ต้องการ|ค้นหา|ร้องขอ|เรียก|กำลังมองหา|กำลังค้นหา))?|ไม่มีหน้านี้""",
    "et": """lehekülge ei (?:leitud|leitudki|eksisteeri)""",
    "lt": """puslapis (?:nerastas|neegzistuoja)""",
    "lv": """lapa (?:nav atrasta|netika atrasta|neeksistē)""",
    "sr": """страница (?:није пронађена|не постоји)""",
    "ms": """halaman (?:ini )?tidak (?:dijumpai|ditemui|wujud)""",
    "he": """(?:הדף|דף|העמוד|עמוד) (?:המבוקש |שחיפשת )?(?:לא נמצא|אינו קיים|לא קיים)""",
}  # fmt: skip

# What says so only where it is all that a title or a page says.
BARE = "(?:is |are |sorry )?(?:currently )?no longer (?:available|exists?|online|here)"

# What a text in ASCII has at least one of if it fits any wording above or below; the rest needn't be compared.
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

_EN_THING = """(?:(?:the|this|that|your|a|an|any) )?(?:(?:requested|specified|given|selected|desired|exact) )?
    (?:web ?page|page|url|address|file|resource|document|content|item|record|data|data ?set|data set|collection|entry|article
    |object|link|project|repository|site|website|challenge|competition|product|path|location|file or directory)s?
    (?: (?:that |which )?(?:you|we)(?:ve|re| have| are| were)? ?(?:requested|request|looking for|looked for|wanted|want|entered
    |followed|typed|clicked|searched for|asked for|seeking|(?:trying|tried|attempting|attempted) to[ ]
    (?:access|reach|view|find|open|visit)))?(?: \\S{1,200})?"""

SENTENCES: dict[str, str] = {
    "en": rf"""{_EN_THING} (?:(?:was|is|were) not found|wasnt found|not found|(?:could not|couldnt|cannot|can not|cant) be[ ]
        (?:found|located)|does(?: not|nt) (?:exist|seem to exist|appear to exist)|do not exist|no longer exists?
        |(?:is|are) no longer (?:available|here|online|accessible|active|with us|hosted)|no longer available|isnt available|is gone
        |is missing|(?:has been|have been|was|were) (?:permanently )?(?:removed|deleted|withdrawn|taken down|retired|discontinued)
        |(?:is|are|was) (?:unavailable|not here)|has (?:been )?moved or (?:no longer exists|does(?: not|nt) exist))
        |we (?:cannot|cant|could not|couldnt|cant seem to|cannot seem to|were unable to|are unable to|are not able to|did not|didnt) (?:find|locate)[ ]
        {_EN_THING}|(?:it looks like )?nothing was found at this (?:location|address)|there is (?:nothing|no page) here
        |no such (?:page|file|resource|record|dataset|data set|file or directory)|the requested (?:url|page|resource|file|document) .{{1,150}} (?:was|could) not (?:be )?found""",
    "de": """(?:die|diese|ihre) (?:(?:von ihnen )?(?:angeforderte|gesuchte|gewünschte|aufgerufene) )?(?:seite|adresse|url)
        .{0,40}(?:nicht gefunden(?: werden)?|existiert nicht(?: mehr)?|nicht mehr (?:verfügbar|vorhanden)|gibt es nicht(?: mehr)?)
        |(?:der|die|dieser?|ihre) (?:(?:von ihnen )?(?:angeforderte|gesuchte|gewünschte|aufgerufene) )?(?:datei|datensatz|inhalt|eintrag
        |artikel)(?: (?:die|den) sie .{0,40})?(?: leider)? (?:(?:wurde|konnte)(?: leider)?(?: auf diesem server)? nicht gefunden(?: werden)?
        |ist(?: leider)? nicht mehr (?:verfügbar|vorhanden)|existiert nicht(?: mehr)?)
        |wir konnten (?:die|diese) seite (?:leider )?nicht finden""",
    "fr": """(?:(?:la|cette) page.{0,60}|(?:la|cette|le|ce) (?:ressource|document|fichier|contenu|jeu de données)
        (?: (?:que vous|(?:demandé|recherché)e?).{0,40})?) ?(?:na pas (?:été|pu être)[ ]
        trouvée?|est introuvable|nexiste (?:pas|plus)|nest plus (?:disponible|en ligne)|a été supprimée?)
        |nous navons pas (?:pu trouver|trouvé) (?:la|cette) page.{0,60}""",
    "es": """(?:(?:la|esta) página.{0,60}|(?:el|este) (?:recurso|archivo|documento|contenido|conjunto de datos)
        (?: (?:que (?:busca|está|has?|intenta|quiere|solicit)|solicitado|buscado).{0,40})?) ?(?:no (?:se )?(?:ha sido
        |ha |pudo ser |fue )?(?:encontrad[oa]|encontró|encuentra)|no existe|ya no (?:existe|está disponible)|ha sido eliminad[oa])
        |no (?:se ha encontrado|hemos encontrado|encontramos|pudimos encontrar) la página.{0,60}""",
    "it": """(?:(?:la|questa) pagina.{0,60}|(?:la|questa|il|questo) (?:risorsa|file|documento|contenuto|dataset)
        (?: (?:che (?:cerchi|stai|hai|avete|si)|richiest[oa]|cercat[oa]).{0,40})?) ?(?:non (?:è stat[oa] trovat[oa]
        |esiste(?: più)?|è più disponibile|può essere trovat[oa])|è stat[oa] rimoss[oa])""",
    "pt": """(?:(?:a|esta) página.{0,60}|(?:o|este) (?:recurso|arquivo|ficheiro|documento|conteúdo|conjunto de dados)
        (?: (?:que (?:você|procura|está|tentou|solicit)|solicitado|procurado).{0,40})?) ?(?:não (?:foi[ ]
        encontrad[oa]|existe(?: mais)?|pôde ser encontrad[oa]|está mais disponível)|foi removid[oa]|já não existe)""",
    "nl": """(?:(?:de|deze) pagina.{0,60}|(?:het|dit|de|deze) (?:bestand|document|dataset|inhoud)(?: (?:die|dat|waar) (?:u|je) .{0,40})?
        (?: (?:kan|kon|is|werd))?) ?(?:niet (?:worden )?gevonden(?: worden)?
        |bestaat niet(?: meer)?|(?:is )?niet (?:meer|langer) beschikbaar|is verwijderd)""",
    "pl": """(?:strona.{0,60}|(?:plik|dokument|zasób|zbiór danych)(?: którego (?:szuka|żąda).{0,30})?) ?(?:nie (?:istnieje
        |został[ao]? znalezion[aey]|jest już dostępn[aey])|został[ao]? usunięt[aey])
        |nie (?:znaleziono|możemy znaleźć) (?:strony|pliku).{0,60}""",
    "cs": """(?:požadovaná |tato )?stránka.{0,60}(?:nebyla nalezena|neexistuje|již není dostupná)""",
    "sv": """(?:sidan.{0,60}|(?:filen|dokumentet)(?: (?:som )?du (?:sök|leta|begär).{0,30})?) ?(?:kunde inte hittas|hittades inte
        |finns inte(?: längre)?|har tagits bort)""",
    "da": """(?:siden.{0,60}|(?:filen|dokumentet)(?: (?:som )?du .{0,30})?) ?(?:blev ikke fundet|kunne ikke findes
        |findes ikke(?: længere)?|er fjernet|ble ikke funnet|finnes ikke(?: lenger)?)""",
    "ru": """(?:запрашиваем(?:ая|ый) |запрошенн(?:ая|ый) |данн(?:ая|ый) |эта |этот )?(?:страница.{0,60}|(?:файл|документ|ресурс|набор данных)
        (?: котор(?:ый|ую) вы .{0,40})?) ?(?:не найден[ао]?
        |не существует|больше не (?:существует|доступ[а-я]+)|удал[её]н[ао]?)|мы не (?:нашли|можем найти) .{0,40}страницу""",
    "uk": """(?:запитувана |ця )?(?:сторінка|сторінку).{0,60}(?:не знайден[оа]|не існує|видалена)""",
    "tr": """(?:(?:aradığınız|istediğiniz|bu|istenen)? ?sayfa.{0,60}|(?:aradığınız|istediğiniz|bu|istenen) (?:dosya|belge|içerik|veri seti))[ ]?
        (?:bulunamadı|bulunmuyor|mevcut değil|kaldırılmış(?:tır)?|artık mevcut değil)""",
    "zh": """(?:抱歉|很抱歉|对不起|對不起)? ?(?:您|你)?(?:所)?(?:访问|要找|请求|查看|查找|訪問|要查看)?的?(?:(?:页面|网页|頁面|網頁).{0,10}
        |(?:文件|资源|数据集|內容|内容))(?:不存在|未找到|找不到|已删除|已被删除|已失效|不见了|無法找到|无法找到).{0,6}""",
    "ja": """(?:申し訳(?:ありません|ございません)が?)? ?(?:お探しの|ご指定の|指定された|アクセスしようとした|この)?(?:(?:ページ|url).{0,20}
        |(?:ファイル|データセット|データ)(?:が|は)?(?:現在|既に|すでに)?)
        (?:見つかりません(?:でした)?|存在しません|削除され(?:ました|た可能性があります|ています)|公開(?:を|は)?終了(?:し|いたし)?ました)""",
    "ko": """(?:죄송합니다)? ?(?:요청하신|찾으시는|원하시는|해당|이)? ?(?:페이지.{0,12}|(?:파일|데이터|데이터셋)(?:를|을|가|이)? ?)
        (?:찾을 수 없습니다|존재하지 않(?:습니다|거나.{0,20})|삭제되었습니다|없습니다)""",
}  # fmt: skip

# What may stand before and after such a sentence without changing what it says.
BEFORE = """(?:(?:were|we are|im|i am)? ?(?:very |so )?sorry(?: but| about that)?|ou?o?ps+|uh oh|whoops|error|http|404|410
    |unfortunately|but|hmm+|ups|leider|entschuldigung|fehler|désolée?s?|nous sommes désolés?(?: mais)?|erreur|lo sentimos(?: pero)?
    |ci dispiace(?: ma)?|spiacenti|errore|desculpe(?: mas)?|erro|helaas|sorry maar|przepraszamy|niestety|błąd|к сожалению|ошибка
    |извините|üzgünüz|maalesef|抱歉|对不起|很抱歉|申し訳ありません|죄송합니다)"""  # fmt: skip
AFTER = """(?: for (?:download|(?:public )?(?:use|access))| (?:on|at|in|from|under) (?:this|our|the|that) (?:web ?)?(?:site|server|page|address|location|url|system|database
    |repository|archive|portal|directory)| here| anymore| any longer| any more| at this time| for this request| sorry
    | (?:or|and|because|it|as|please|try|check|so|but|maybe|perhaps|you|ou|et|oder|und|lub|или) .{1,160})"""  # fmt: skip

FOR_SALE = """
(?:this|the|your)? ?(?:premium )?(?:web )?(?:domain|website|site|address)(?: name)?(?: \\S+)? (?:is|may be|might be|could be) (?:available )?for sale
\\S+0[a-z]{2,} (?:domain(?: name)? )?(?:is|may be) (?:available )?(?:for (?:sale|purchase)|parked)
(?:buy|purchase|acquire|get|make an offer on|inquire about|interested in) this domain
(?:this|the) domain(?: name)?(?: \\S+)? (?:is|has been|has just been|has recently been|was recently) (?:parked|registered|expired|suspended|reserved)
(?:this|the) (?:domain|domain name|website|account)(?: \\S+)? has (?:expired|been suspended|been parked)
(?:domain|domain name) (?:(?:parked|for sale|expired|is parked)\\b|parking$)
parked (?:domain(?: name)?$|(?:free|at|by)\\b)
this web ?page is parked
future home of something
(?:diese|die) (?:domain|website|webseite)(?: \\S+)? (?:steht zum verkauf|ist zu verkaufen|kaufen|wurde registriert|ist geparkt|ist abgelaufen)
domain zu verkaufen
(?:dominio in vendita|dominio en venta|domaine à vendre|domínio à venda|domein te koop)$
(?:ce|le) (?:nom de )?domaine(?: \\S+)? est (?:à vendre|en vente|parqué|expiré)
(?:este|el) dominio(?: \\S+)? (?:está|esta) (?:en venta|a la venta|aparcado|registrado)
(?:questo|il) dominio(?: \\S+)? è (?:in vendita|parcheggiato|scaduto)
(?:este|o) domínio(?: \\S+)? está (?:à venda|estacionado|registrado)
(?:dit|deze) (?:domein|domeinnaam)(?: \\S+)? (?:is te koop|staat te koop|is geregistreerd|is geparkeerd)
(?:ta )?domena(?: \\S+)? (?:jest )?(?:na sprzedaż|wystawiona na sprzedaż|zaparkowana)
(?:этот |данный )?домен(?: \\S+)? (?:продается|продаётся|припаркован|выставлен на продажу)
(?:bu )?alan adı(?: \\S+)? (?:satılık|satılıktır|park edilmiş)
(?:本|该|此)?域名.{0,12}(?:出售|转让|可以转让|已过期|正在出售)
(?:this domain|このドメイン).{0,12}(?:販売|売り出し|取得されて|期限切れ).*
(?:이 )?도메인.{0,12}(?:판매|만료|주차).*
"""

# What may follow: a page about such pages goes on in another way.
AFTER_SALE = """(?:$|(?: names?)?(?: (?:now|today|here|online))?(?:$| (?:by|at|on|for (?:sale|only|just|\\d)|from|via|through|or|and|with|if|you
    |click|contact|please|make|buy|get|learn|call|visit|inquire|enquire|find|see|request|the owner|its owner|free|courtesy
    |\\d|\\S*0[a-z]{2,}|[^\\x00-\\u024f])))"""

# Hosts of scripts, frames and links that only parked domains load.
PARKING_HOSTS = """
sedoparking.com sedo.com parkingcrew.net parklogic.com bodis.com bodiscdn.com hugedomains.com dan.com afternic.com above.com skenzo.com
voodoo.com domainmarket.com dsnextgen.com smartname.com buydomains.com undeveloped.com parkweb.com
cashparking.com uniregistry.com internettraffic.com trafficz.com fabulous.com
"""

LOGIN_TITLES = """
log in|login|sign in|signin|log on|logon|sign in to your account|log in to your account|please log in|please sign in
|account login|member login|user login|single sign on|authentication required|login required|sign in required|anmelden
|anmeldung|einloggen|connexion|se connecter|identification|iniciar sesión|acceder|inicio de sesión|accedi|accesso|entrar
|iniciar sessão|inloggen|aanmelden|zaloguj się|logowanie|přihlášení|logga in|log ind|logg inn|вход|войти|авторизация|вхід
|giriş|giriş yap|登录|登入|用户登录|ログイン|サインイン|로그인
"""
