"""Agents of what people read with that no list has: old telephones, sets, consoles and apps, made by templates with a seed.

The names in them are real, what they are joined to is not: they are synthetic, and innocent by declaration.
"""

from __future__ import annotations

from random import Random
from typing import Final

from msgspec import Struct

SEED: Final = 20261123
COUNT: Final = 6000
_BROWSERS: Final = """
YaBrowser UCBrowser SamsungBrowser MiuiBrowser HeyTapBrowser VivoBrowser HuaweiBrowser MQQBrowser DuckDuckGo Brave Vivaldi Opera OPX
OPT Silk Puffin Maxthon QQBrowser SeaMonkey Iceweasel PaleMoon Waterfox Epiphany Konqueror Midori Falkon Galeon Camino K-Meleon Iron
Coc_Coc_browser Whale Sleipnir Lunascape Dolfin Ecosia Focus Klar Quark baidubrowser baiduboxapp Instabridge Aloha Avast AVG Norton
CCleaner Ddg Kiwi Via Atom Phoenix TizenBrowser NetFront OculusBrowser Seznam.cz SznProhlizec MetaSr LBBROWSER 360SE Chromium Iceape
Iridium Otter Min QupZilla Arora Flock Fluid OmniWeb iCab Shiira Minefield Namoroka Firebird GranParadiso Swiftfox Songbird
Thunderbird Lightning Postbox Beonex Netscape Navigator Netscape6 Dooble Rekonq surf uzbl luakit qutebrowser NokiaBrowser BrowserNG
OviBrowser TeaShark Skyfire Bolt Fennec Jasmine Obigo TelecaBrowser"""
_WITHIN_APPS: Final = """
GSA FBAN FBAV Instagram Line MicroMessenger Snapchat Pinterest TikTok musical_ly BytedanceWebview LinkedInApp WhatsApp KAKAOTALK
NAVER Viber AliApp AlipayClient Weibo QQ Discord Slack Teams Spotify Electron Flipboard Reddit Yelp Booking.App Gmail Trill
"""
_APPS: Final = """
Podcasts Overcast Pocket Castro Player Music Radio News Weather Mail Maps Fotos Photos Reader Notes Calendar Game Quiz Chess Runner
Fitness Bank Wallet Shop Store Chat Messenger Stream Cast Audio Video Cinema Sports Football Recipes Travel Taxi Hotel Books Novel
Comic Dictionary Translate Keyboard Launcher Camera Editor Paint Studio Office Word Excel Outlook OneNote iTunes AppleCoreMedia
Safari MobileSafari Siri FaceTime stocks Castbox Podbean Stitcher Deezer Tidal TuneIn iHeart"""
_MAKES: Final = """
Nokia SonyEricsson SAMSUNG LG MOT Motorola BlackBerry Alcatel Sagem Siemens Panasonic Sharp SEC PHILIPS Huawei ZTE Fly Micromax LAVA
Spice Karbonn Haier Toshiba KDDI DoCoMo SoftBank Vodafone Palm HTC Dell BenQ Pantech Kyocera Sanyo NEC Amoi Lenovo Explay Nexian
Cherry Tecno itel Jio"""
_PLATFORMS: Final = """\
(Web0S; Linux/SmartTV)
(SMART-TV; LINUX; Tizen {v})
(SmartHub; SMART-TV; U; Linux/SmartTV)
(Linux; GoogleTV {v}; {m} Build/MASTER)
(QtEmbedded; U; Linux; C)
(Linux armv7l)
(DirectFB; U; Linux mips; en)
(Linux mipsel; U; en)
(FreeBSD; U; NintendoBrowser/{v})
(PlayStation 4 {v})
(PLAYSTATION 3; {v})
(PlayStation Vita {v})
(Nintendo Switch; WifiWebAuthApplet)
(Nintendo 3DS; U; ; en)
(Nintendo WiiU)
(X11; Linux armv7l; SmartTV)
(Linux; NetCast; U)
(Unknown; Linux armv7l)
(X11; CrOS x86_64 {v})
(X11; FreeBSD amd64)
(X11; U; SunOS sun4u; en-US)
(OS/2; U; OS/2; en-US)
(BeOS; U; BeOS BePC; en-US)
(Mobile; rv:48.0)
(Mobile; {m}; rv:48.0)
(Tablet; rv:26.0)
(Linux; Tizen 2.3; {m})
(compatible; Konqueror/{v}; Linux)
(compatible; Konqueror/{v}; FreeBSD)
(compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0; {m})
(BB10; Touch)
(PlayBook; U; RIM Tablet OS {v}; en-US)
(hp-tablet; Linux; hpwOS/{v}; U; en-US)
(webOS/{v}; U; en-US)
(Symbian/3; Series60/5.2 {m}; Profile/MIDP-2.1 Configuration/CLDC-1.1 )
(SymbianOS/9.2; U; Series60/3.1 {m}; Profile/MIDP-2.0 Configuration/CLDC-1.1 )
(MeeGo; {m})
(Series40; {m}; Profile/MIDP-2.1 Configuration/CLDC-1.1)
(Darwin; FreeBSD 5.6; en; rv:1.9.1b3pre)
(Linux; U; en-us; KFTT Build/IML74K)
(Fuchsia)
(X11; Haiku x86_64)
(Windows Phone 10.0; Android 6.0.1; {m})
(Windows; U; Win98; en-US; rv:1.8)
(Macintosh; U; PPC Mac OS X; en)
(Macintosh; U; Intel Mac OS X 10_5_6; en-us)
(X11; U; Linux i686; en-US; rv:1.8.1)
(Windows; U; Windows NT 5.1; de; rv:1.9.2)
(compatible; MSIE {v}; Windows NT 5.1)
(compatible; MSIE 6.0; Windows 98; Win 9x 4.90)
(compatible; MSIE 8.0; Windows NT 6.1; WOW64; Trident/4.0; SLCC2; .NET CLR 2.0.50727; Media Center PC 6.0; {b})
(compatible; MSIE 7.0; AOL 9.5; Windows NT 5.1)""".strip().splitlines()
_ENGINES: Final = (
    "AppleWebKit/537.36 (KHTML, like Gecko)",
    "AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1",
    "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.0 Mobile/15E148 Safari/604.1",
    "Gecko/20100101 Firefox/{v}",
    "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v} Safari/537.36",
    "",
)
_BARS: Final = ("InfoPath.3", "Zune 4.7", "MRA 5.5", "BRI/2", "AskTbORJ/5.15", "GTB7.4", "MS-RTC LM 8", "yie8")
_DESKS: Final = (
    "(Windows NT 10.0; Win64; x64)",
    "(Macintosh; Intel Mac OS X 10_15_7)",
    "(X11; Linux x86_64)",
    "(Windows NT 6.1; WOW64)",
    "(iPhone; CPU iPhone OS 15_3 like Mac OS X)",
    "(iPad; CPU OS 12_4 like Mac OS X)",
    "(Linux; Android {v}; {m})",
    "(Linux; U; Android {v}; {m} Build/X1)",
    "(Linux; Android {v}; {m}; wv)",
)
_PHONES: Final = (
    "Profile/MIDP-2.0 Configuration/CLDC-1.1",
    "UP.Browser/{v} (GUI) MMP/2.0",
    "Browser/Obigo-Q05A/3.6 Profile/MIDP-2.0 Configuration/CLDC-1.1",
    "NetFront/3.5 Profile/MIDP-2.0",
    "Opera Mini",
    "MAUI WAP Browser",
    "Release/12.15.2011 Browser/Dolfin3.0",
    "Novarra-Vision/6.9",
    "Mozilla/5.0 (compatible; U; en)",
    "Openwave/6.2.3",
    "Teleca/Q05A MIC/2.0",
)
_OPERAS: Final = (
    "Windows NT 6.1; U; en",
    "X11; Linux i686; U; en",
    "J2ME/MIDP; Opera Mini/{v}; U; en",
    "Linux mips; U; HbbTV/1.1.1 (; Philips; ; ; ; ) CE-HTML/1.0",
    "S60; SymbOS; Opera Mobi/499",
    "Nintendo Wii; U; ; 2071",
    "Android; Opera Mini/{v}",
    "BlackBerry; Opera Mini",
    "Series 60; Opera Mini/7.0",
    "Windows Mobile; WCE; Opera Mobi",
)
_SYSTEMS: Final = (
    "(iPhone; iOS {v}; Scale/3.00)",
    "(Linux;Android {v}) ExoPlayerLib/2.11.7",
    "(Android {v}; {m})",
    "(iOS {v})",
    "(samsung; Android 11; en_us)",
    "(Mac OS/14.0; Desktop; en-US; AppStore; Apple/Mac13,1)",
    "(iPad; iOS {v}; Scale/2.00)",
    "(Macintosh; OS X/{v})",
)
_SORTS: Final = (
    (3, ("Mozilla/5.0", _DESKS, _ENGINES, "{browser}/{v}", ("", "Mobile", "Safari/537.36"))),
    (2, ("Mozilla/5.0", _DESKS[4:], _ENGINES, "{within}/{v}", ("", "NetType/WIFI Language/en", "(iPhone14,5; iOS 17_1; en_US)"))),
    (3, (("Mozilla/5.0", "Mozilla/4.0"), _PLATFORMS, _ENGINES, ("", "{browser}/{v}", "SmartTV", "HbbTV/1.2.1", "Model/{m}"))),
    (2, (("{m}", "{m}/1.0", "{m}/{v}"), _PHONES)),
    (1, ("Opera/{v}", tuple(f"({each})" for each in _OPERAS), "Presto/{v} Version/{v}")),
    (1, (("{app}/{v}", "{app}%20{other}/{v}", "{app}{other}/{v}"), "CFNetwork/{v} Darwin/{v}", ("", "(x86_64)"))),
    (1, (("{app}/{v}", "{app}{other}/{v}", "{app} {other}/{v}"), _SYSTEMS, ("", "Alamofire/5.7.1"))),
    (1, ("Dalvik/{v}", _DESKS[6:])),
)
"""How often a sort comes, and its parts: one each of what stands there."""


def browsers() -> list[str]:
    """Agents in their order, each once; the same each time."""
    source = Random(SEED)
    names = _Names(*(each.split() for each in (_BROWSERS, _WITHIN_APPS, _APPS, _MAKES)))
    sorts = [parts for often, parts in _SORTS for _ in range(often)]
    return sorted({_agent(source, names, source.choice(sorts)) for _ in range(COUNT)})


class _Names(Struct, frozen=True):
    browsers: list[str]
    within: list[str]
    apps: list[str]
    makes: list[str]


def _agent(source: Random, names: _Names, parts: tuple[str | tuple[str, ...] | list[str], ...]) -> str:
    form = " ".join(filter(None, (part if isinstance(part, str) else source.choice(part) for part in parts)))
    version = ".".join(str(source.randrange(130)) for _ in range(source.choice((2, 2, 3, 4))))
    device = f"{source.choice(names.makes)}{source.choice('- _')}{source.choice('ABCEGKLMNPSTVXZ')}{source.randrange(10, 9999)}"
    told = {"v": version, "m": device, "b": source.choice(_BARS)}
    told |= {"browser": source.choice(names.browsers), "within": source.choice(names.within)}
    told |= {"app": source.choice(names.apps), "other": source.choice(names.apps)}
    return form.format(**told)
