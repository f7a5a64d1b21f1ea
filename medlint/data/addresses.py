"""Facts about addresses that the rules need: schemes, endings, shorteners, publishers, archives.

Gathered from IANA's registries of URI schemes and of top-level domains, from Crossref's and DataCite's
lists of members, and from the addresses that lists of medical imaging datasets hold. Words are parted by
blanks.
"""

from __future__ import annotations

# Schemes that a list of datasets may name though nobody checks them; any other is taken as mistyped.
SCHEMES = """
http https ftp ftps sftp scp s3 s3a s3n gs gcs az abfs abfss wasb wasbs adl r2 b2 oss cos swift hdfs
webhdfs dbfs mailto tel sms fax xmpp sip sips irc ircs matrix news nntp doi hdl info urn ark lsid swh drs
htsget cid mid data magnet ipfs ipns dweb hyper rsync git ssh svn git+ssh git+http git+https git+file
gsiftp globus irods root xrootd dav davs webdav webcal feed ldap ldaps ws wss gopher gemini telnet geo
maps market vscode vscode-insiders jetbrains obsidian zotero slack tg whatsapp discord skype zoommtg
msteams docker oci conda pypi hf kaggle dicom dicomweb
"""

# Endings of hosts that are no usual endings of files: `md`, `py`, `sh`, `rs`, `pl`, `zip`, `mov`, … are both.
TOP_LEVEL = """
com org net edu gov int mil info biz name eu io ai app dev xyz online site cloud science health care
academy university institute center foundation network systems software tech data space page wiki blog
email store shop uk us ca au nz ie de at ch nl be lu fr es pt it gr dk se no fi is ee lv lt cz sk hu ro bg
hr si ua by ru tr il ir iq ae sa qa eg ma tn za ng ke gh in pk bd lk np th vn my sg id ph kr jp cn hk tw
mo br ar cl pe ve ec uy mx cr cu gl li mc va cat asia
"""

# Parameters that analytics and mailing services or login sessions add: none of them chooses what is shown.
SESSION_NAMES = """
gclid gclsrc dclid gbraid wbraid fbclid msclkid yclid twclid ttclid igshid srsltid mc_cid mc_eid mkt_tok
_gl _ga _gac _hsenc _hsmi vero_id oly_enc_id oly_anon_id jsessionid phpsessid sessionid session_id
casa_token authuser dgcid __twitter_impression
"""

# Hosts that hide where an address leads.
SHORTENERS = """
bit.ly bitly.com j.mp lnkd.in t.co goo.gl g.co tinyurl.com ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly
shorturl.at rb.gy t.ly tiny.cc bl.ink snip.ly dlvr.it fb.me amzn.to s.id u.nu t1p.de kurzlinks.de qr.ae
trib.al db.tt url.cn dwz.cn suo.im t.cn tinyurl.is urlz.fr shorturl.gg clck.ru
"""

# DOI prefixes under which publishers register articles, chapters and preprints. Those of data repositories
# (10.5281, 10.6084, 10.7937, 10.17632, 10.13026, 10.5061, 10.7910, 10.24432, …) are left out on purpose.
ARTICLE_PREFIXES = """
10.1001 10.1002 10.1006 10.1007 10.1016 10.1017 10.1021 10.1038 10.1042 10.1044 10.1046 10.1049 10.1051
10.1053 10.1055 10.1056 10.1063 10.1073 10.1080 10.1081 10.1083 10.1088 10.1089 10.1093 10.1096 10.1097
10.1098 10.1101 10.1103 10.1107 10.1109 10.1111 10.1117 10.1118 10.1120 10.1121 10.1126 10.1128 10.1130
10.1134 10.1136 10.1137 10.1142 10.1145 10.1146 10.1148 10.1152 10.1155 10.1158 10.1159 10.1161 10.1162
10.1164 10.1167 10.1172 10.1177 10.1182 10.1186 10.1192 10.1194 10.1198 10.1200 10.1201 10.1210 10.1212
10.1213 10.1259 10.1364 10.1371 10.1515 10.1523 10.1542 10.1609 10.1613 10.2139 10.2147 10.2196 10.2214
10.2307 10.2967 10.3174 10.3233 10.3322 10.3346 10.3348 10.3389 10.3390 10.3758 10.3791 10.4018 10.4103
10.5152 10.5194 10.7150 10.7554 10.7717 10.12688 10.14814 10.18653 10.20944 10.21037 10.21203 10.24963
10.25080 10.26434 10.36227 10.48550 10.59275
"""

# Archives that hold many datasets, without `www.`: two entries may well share their front pages.
ARCHIVES = """
cancerimagingarchive.net wiki.cancerimagingarchive.net nbia.cancerimagingarchive.net physionet.org
zenodo.org figshare.com datadryad.org dataverse.harvard.edu dataverse.org openneuro.org kaggle.com
huggingface.co synapse.org data.mendeley.com osf.io grand-challenge.org codalab.org
competitions.codalab.org codalab.lisn.upsaclay.fr codabench.org drivendata.org aimi.stanford.edu
stanfordaimi.azurewebsites.net ieee-dataport.org imaging.datacommons.cancer.gov
portal.imaging.datacommons.cancer.gov datacommons.cancer.gov gdc.cancer.gov portal.gdc.cancer.gov
proteomics.cancer.gov medicaldecathlon.com medmnist.com nda.nih.gov nitrc.org adni.loni.usc.edu
ida.loni.usc.edu oasis-brains.org ukbiobank.ac.uk isic-archive.com challenge.isic-archive.com
bioimagearchive.ebi.ac.uk ebi.ac.uk idr.openmicroscopy.org registry.opendata.aws opendatalab.com scidb.cn
tianchi.aliyun.com heywhale.com academictorrents.com paperswithcode.com re3data.org datacite.org
openml.org archive.ics.uci.edu bimcv.cipf.es midrc.org data.midrc.org visceral.eu lhncbc.nlm.nih.gov
cocodataset.org ega-archive.org search.kg.ebrains.eu ebrains.eu brainlife.io data.world data.gov
"""

# Hosts (or parents of hosts) of papers, and what the paths of their article pages look like.
ARTICLE_PATHS: tuple[tuple[str, str], ...] = (
    ("nature.com", r"/articles/."),
    ("arxiv.org", r"/(abs|pdf|html|ftp|format)/."),
    ("ar5iv.org", r"/."),
    ("ar5iv.labs.arxiv.org", r"/."),
    ("alphaxiv.org", r"/(abs|pdf)/."),
    ("pubmed.ncbi.nlm.nih.gov", r"/\d+"),
    ("pmc.ncbi.nlm.nih.gov", r"/articles/."),
    ("ncbi.nlm.nih.gov", r"/(pmc/articles/.|pubmed/[\d?])"),
    ("europepmc.org", r"/(articles?|abstract)/."),
    ("sciencedirect.com", r"/science/article"),
    ("linkinghub.elsevier.com", r"/retrieve/pii/."),
    ("ieeexplore.ieee.org", r"/(document|abstract/document|stamp|iel\d|xpl/articledetails|xpls)"),
    ("computer.org", r"/csdl/.+/article|/csdl/proceedings-article"),
    ("link.springer.com", r"/(article|chapter|protocol|referenceworkentry|content/pdf|epdf)/."),
    ("biomedcentral.com", r"/(articles|track/pdf|counter/pdf)/."),
    ("springeropen.com", r"/(articles|track/pdf|counter/pdf)/."),
    ("onlinelibrary.wiley.com", r"/(doi|share|resolve/doi|wol1?/doi)/."),
    ("academic.oup.com", r"/.+/(article|article-abstract|article-pdf|advance-article)/"),
    ("tandfonline.com", r"/doi/."),
    ("journals.sagepub.com", r"/doi/."),
    ("pubs.acs.org", r"/doi/."),
    ("dl.acm.org", r"/doi/."),
    ("pubs.rsna.org", r"/doi/."),
    ("ahajournals.org", r"/doi/."),
    ("ajronline.org", r"/doi/."),
    ("ascopubs.org", r"/doi/."),
    ("nejm.org", r"/doi/."),
    ("science.org", r"/doi/."),
    ("pnas.org", r"/(doi|content)/."),
    ("royalsocietypublishing.org", r"/doi/."),
    ("pubs.aip.org", r"/.+/article/"),
    ("epubs.siam.org", r"/doi/."),
    ("birpublications.org", r"/doi/."),
    ("annualreviews.org", r"/(doi|content/journals)/."),
    ("liebertpub.com", r"/doi/."),
    ("worldscientific.com", r"/doi/."),
    ("degruyter.com", r"/document/doi/.+/html"),
    ("cell.com", r"/.+/(fulltext|abstract|pdf)"),
    ("thelancet.com", r"/journals/.+/article/|/article/."),
    ("jamanetwork.com", r"/journals/.+/(fullarticle|article-abstract|article-pdf)/"),
    ("bmj.com", r"/content/.*\d"),
    ("frontiersin.org", r"/(journals/[^/]+/)?articles?/."),
    ("mdpi.com", r"/\d{4}-\d{3}[\dx]/\d+/"),
    ("journals.plos.org", r"/[^/]+/article"),
    ("peerj.com", r"/articles/."),
    ("f1000research.com", r"/articles/."),
    ("gatesopenresearch.org", r"/articles/."),
    ("wellcomeopenresearch.org", r"/articles/."),
    ("elifesciences.org", r"/(articles|reviewed-preprints)/."),
    ("hindawi.com", r"/journals/[^/]+/\d{4}/\d+"),
    ("spiedigitallibrary.org", r"/(conference-proceedings-of-spie|journals|proceedings)/.+/"),
    ("iopscience.iop.org", r"/article/."),
    ("opg.optica.org", r"/.+/(abstract|fulltext|viewmedia)\.cfm"),
    ("arvojournals.org", r"/article\.aspx"),
    ("jmir.org", r"/\d{4}/\d+/e\d+"),
    ("biorxiv.org", r"/content/."),
    ("medrxiv.org", r"/content/."),
    ("researchsquare.com", r"/article/."),
    ("papers.ssrn.com", r"/(sol3/)?papers"),
    ("ssrn.com", r"/abstract="),
    ("semanticscholar.org", r"/paper/."),
    ("openaccess.thecvf.com", r"/content"),
    ("openreview.net", r"/(forum|pdf)"),
    ("proceedings.mlr.press", r"/v\d+/."),
    ("papers.nips.cc", r"/paper"),
    ("papers.neurips.cc", r"/paper"),
    ("proceedings.neurips.cc", r"/paper"),
    ("aclanthology.org", r"/[a-z0-9.-]*\d"),
    ("ojs.aaai.org", r"/.+/article/view/"),
    ("direct.mit.edu", r"/.+/article/"),
    ("cambridge.org", r"/core/journals/.+/article/"),
    ("journals.lww.com", r"/.+/(fulltext|abstract|citation)/"),
    ("aacrjournals.org", r"/.+/article/"),
    ("snmjournals.org", r"/content/.*\d"),
    ("ajnr.org", r"/content/.*\d"),
    ("karger.com", r"/article"),
    ("thieme-connect.com", r"/products/ejournals/"),
    ("thieme-connect.de", r"/products/ejournals/"),
    ("jstage.jst.go.jp", r"/article/."),
    ("scielo.br", r"/(j/|scielo\.php)"),
    ("dovepress.com", r"/.+-article-"),
)
