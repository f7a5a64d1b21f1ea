"""Where a registered name begins: the little of the Public Suffix List that links of such lists meet.

Under a country's domain a label of `SECOND_LEVEL` belongs to the suffix (`ac.uk`, `go.jp`). Under a suffix of
`SHARED_SUFFIXES` every label belongs to somebody else. Anything else ends in one label.
"""

from __future__ import annotations

SECOND_LEVEL = """
ac asso co com ed edu go gob gouv gov govt gv mil ne net nhs nic nom or org re res sch
"""

SHARED_SUFFIXES = """
github.io gitlab.io bitbucket.io readthedocs.io readthedocs.org netlify.app netlify.com vercel.app now.sh pages.dev
workers.dev r2.dev web.app firebaseapp.com appspot.com run.app cloudfunctions.net herokuapp.com onrender.com fly.dev
azurewebsites.net azureedge.net azurestaticapps.net cloudapp.net blob.core.windows.net web.core.windows.net
s3.amazonaws.com amazonaws.com cloudfront.net elasticbeanstalk.com blogspot.com wordpress.com weebly.com wixsite.com
hf.space surge.sh neocities.org squarespace.com myshopify.com translate.goog grand-challenge.org sourceforge.io
sourceforge.net
"""
