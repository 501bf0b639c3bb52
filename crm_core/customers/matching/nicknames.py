"""Short forms of given names; the names of one line may be one person's."""

_LINES = """
abigail abby abbie gail
albert al bert bertie
alexander alex alec sandy sascha alessandro aleksander xander
alexandra alex sandra sandy sascha
alfred alf fred freddie
andrew andy drew andreas andré andre andrea
anna ann anne anni anja annie nancy hannah
anthony tony antonio anton toni
barbara barb babs bärbel baerbel
benjamin ben benny benji
bernard bernie bernhard bernd
catherine katherine kathryn cathy kathy kate katie katharina kathrin katrin cat kitty
charles charlie chuck karl carl carlos
christina christine tina chris kristina christa
christopher chris kit christoph christian topher
daniel dan danny dani
david dave davey
deborah debbie deb debra
dominic dom nick
donald don donnie
dorothy dot dottie dolly dorothea
edward ed eddie ted teddy ned eduard
eleanor ellie nell nora leonora
elizabeth liz lizzie beth betty eliza lisa elisabeth elise bess libby lilibet
emily em emmy millie
eugene gene
frances fran franny francesca franziska franzi
francis frank franz fran francesco franziskus
frederick fred freddie fritz friedrich
gabriel gabe gabi
gerald gerry jerry gerhard gerd
gregory greg gregor
harold harry hal
henry harry hank heinrich heinz henri hal
hildegard hilde
jacob jake jakob jack
james jim jimmy jamie jem
janet jan
jennifer jen jenny jennie
jessica jess jessie
john jack johnny jon jonny johannes hans johann jan juan
jonathan jon jonny nathan
joseph joe joey jo josef sepp giuseppe
joshua josh
judith judy jude
kenneth ken kenny
kimberly kim kimmy
lawrence larry laurence lorenz lars
leonard leo len lenny leonhard
lucia lucy luzie
ludwig lutz louis lewis lou
margaret maggie meg peggy marge margie margarete greta grete gretel margarethe margot
maria mary marie mia mariechen molly
martin marty
matthew matt matthias mattias matze
maximilian max maxi
michael mike mick mickey mikey michel michi
nathaniel nathan nate
nicholas nick nicky nico nikolaus klaus niklas nicolas
olivia liv livvy
pamela pam
patricia pat patty tricia trish
patrick pat paddy
peter pete petra pedro piet
philip phil pip philipp phillip
rebecca becky becca bec
richard rick ricky dick richie rich
robert rob bob bobby robbie bert
ronald ron ronnie
rosemary rose rosie
rudolf rudi
ruth ruthie
samantha sam sammy
samuel sam sammy
sarah sally sadie sara
sebastian seb basti
sophia sophie sofia sofie
stephen steve steven steph stefan stephan
stephanie steph steffi stefanie
susan sue susie suzy susanne suzanne sanne susanna
theodore ted teddy theo theodor
theresa terry tess tessa teresa therese resi
thomas tom tommy
timothy tim timmy timo
ursula uschi ulla
valerie val
victoria vicky vic tori viktoria
vincent vince vinny vinzenz
walter walt wally
wilhelm willi willy will william bill billy liam wim
wolfgang wolf wolfi
zachary zach zack
"""

#: To which lines a name belongs.
_GROUPS: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_LINES.strip().splitlines()):
    for _name in _line.split():
        _GROUPS[_name] = _GROUPS.get(_name, frozenset()) | {_number}


def is_short_form(one: str, other: str) -> bool:
    """Say whether two given names, folded, are forms of one name."""
    return bool(_GROUPS.get(one, frozenset()) & _GROUPS.get(other, frozenset()))
