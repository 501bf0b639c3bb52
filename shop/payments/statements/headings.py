"""What banks call the columns of their CSV files, and what they write into them."""

import re
import unicodedata

from babel.numbers import list_currencies

# Folded as `folded` does; the first name that is there counts, all of them where a kind is joined.
_NAMES = {
    "date": (
        "date; booking date; bookingdate; posting date; post date; posted date; date posted; "
        "transaction date; entry date; completed date; date completed; completed date utc; "
        "buchungstag; buchungsdatum; buchung; datum; date de comptabilisation; date comptable; "
        "date operation; date de l'operation; date d'operation; boekingsdatum; boekdatum; "
        "data contabile; fecha; 交易日期; 记账日期; 记账日; 入账日期; 交易时间; 日期; 交易日; "
        "帳務日期; 記帳日; 交易時間; value date; valuta; valutadatum; wertstellung; "
        "wertstellungstag; date de valeur; date valeur"
    ),
    "amount": (
        "amount; transaction amount; booked amount; betrag; umsatz; buchungsbetrag; net amount; "
        "net; montant; montant de l'operation; bedrag; importo; importe; 金额; 交易金额; 发生额; "
        "金額"
    ),
    "credit": (
        "credit; credit amount; credits; paid in; money in; deposit; deposits; deposit amount; "
        "received; amount credit; haben; habenbetrag; gutschrift; eingang; einnahmen; zugang; "
        "montant credit; credit montant; recette; entree; entrees; avere; entrate; haber; abono; "
        "贷方; 贷方金额; 贷方发生额; 收入; 收入金额; 存入; 存入金额; 贷; 存入金額; 收入金額; 貸方"
    ),
    "debit": (
        "debit; debit amount; debits; paid out; money out; withdrawal; withdrawals; spent; "
        "withdrawal amount; amount debit; soll; sollbetrag; belastung; lastschrift; ausgang; "
        "ausgaben; abgang; montant debit; debit montant; depense; sortie; sorties; dare; uscite; "
        "cargo; debe; 借方; 借方金额; 借方发生额; 支出; 支出金额; 取出; 借; 支出金額; 提出"
    ),
    "direction": (
        "s/h; soll/haben; soll haben; soll-haben-kennzeichen; soll/haben-kennzeichen; sollhaben; "
        "sh; kennzeichen; umsatzkennzeichen; d/c; c/d; dc; cd; debit/credit; credit/debit; "
        "dr/cr; cr/dr; dr cr; cr dr; debit credit; credit debit; debit/credit indicator; "
        "d/c indicator; credit/debit indicator; credit debit indicator; credit debit code; "
        "cdtdbtind; direction; sign; vorzeichen; af bij; af/bij; debit or credit; "
        "credit or debit; sens; indicator; debit/kredit; 借贷标志; 借贷; 借/贷; 收/支; 收支; "
        "借贷方向; 借貸別; 借贷标识; dc kennzeichen; crdr"
    ),
    "currency": (
        "currency; currency code; ccy; account currency; wahrung; waehrung; kontowahrung; "
        "devise; monnaie; munt; valuta code; divisa; 币种; 币别; 货币; 幣別"
    ),
    "payer": (
        "payer; payer name; name; debtor; debtor name; counterparty; counterparty name; payee; "
        "counter party; partner name; partner; sender; from; auftraggeber; zahlungspflichtiger; "
        "zahlungspflichtige*r; auftraggeber/empfanger; name zahlungsbeteiligter; "
        "zahlungspartner; beguenstigter/zahlungspflichtiger; begunstigter/zahlungspflichtiger; "
        "auftraggeber/begunstigter; auftraggeber / begunstigter; name des partners; "
        "sender or recipient; auftraggeber/zahlungsempfanger; empfanger/auftraggeber; "
        "gegenkonto name; donneur d'ordre; nom; contrepartie; tegenpartij; naam tegenpartij; "
        "naam / omschrijving; 对方户名; 对方名称; 对方账户名称; 付款人; 付款人名称; "
        "对方单位名称; 對方戶名; 往来户名; 交易对手; 交易对方"
    ),
    "account": (
        "auftragskonto; iban auftragskonto; own account; account; account number; account iban; "
        "account id; konto; kontonummer; mein konto; compte; numero de compte; rekening; 账号; "
        "本方账号; 账户; 帳號"
    ),
    "status": (
        "status; state; booking status; transaction status; payment status; buchungsstatus; "
        "info; umsatzstatus; hinweis; statut; etat; 状态; 交易状态; 狀態"
    ),
    "text": (
        "purpose; verwendungszweck; text; description; remittance; remittance information; "
        "details; transaction details; payment details; booking details; narrative; memo; "
        "particulars; message; payment reference; reference; transaction description; "
        "unstructured remittance information; notes; note; zahlungsgrund; mitteilung; "
        "mitteilungen; buchungsdetails; zahlungsreferenz; betreff; vorgang/verwendungszweck; "
        "buchungstext / verwendungszweck; libelle; libelle operation; motif; communication; "
        "objet; mededeling; mededelingen; omschrijving; causale; concepto; summary; 摘要; 附言; "
        "用途; 备注; 交易附言; 交易摘要; 說明; 備註; 交易说明; buchungsinformation"
    ),
    "id": (
        "id; transaction id; transactionid; entry reference; referenz; bank reference; "
        "bankreferenz; kundenreferenz; kundenreferenz (end-to-end); end-to-end-id; "
        "end to end id; end-to-end id; e2e; end-to-end reference; end-to-end-referenz; "
        "endtoendid; eref; customer reference; transaktions-id; account servicer reference; "
        "reference number; transaction reference; transaction number; trn; unique id; "
        "transaktionsnummer; buchungsreferenz; auftragsreferenz; mandatsreferenz; "
        "transaktionsid; sammlerreferenz; reference de l'operation; 交易流水号; 流水号; "
        "交易序号; 业务编号"
    ),
    "type": (
        "type; transaction type; booking text; buchungstext; umsatzart; buchungsart; art; "
        "vorgang; transaktionstyp; transaction code; type d'operation; mutatiesoort; umsatztyp; "
        "交易类型"
    ),
}
HEADINGS = {kind: tuple(names.split("; ")) for kind, names in _NAMES.items()}
#: Kinds of which every column counts, not the first alone.
JOINED = ("text", "id", "status", "type", "direction")
CODE_BEHIND = re.compile(
    r"(?P<name>.+?)\s*(?:\(|\[|/|,|\bin\b|-|\s)\s*(?P<code>[a-z]{3}|euros?|€|¥|£|元)\s*[)\]]?"
)
SIGNS = {"€": "EUR", "£": "GBP", "euro": "EUR", "euros": "EUR"}
CURRENCIES = frozenset(list_currencies())

OUT_WORDS = frozenset(
    [
        "-",
        "af",
        "ausgang",
        "belastung",
        "d",
        "dbit",
        "debet",
        "debit",
        "dr",
        "lastschrift",
        "money out",
        "out",
        "outbound",
        "outgoing",
        "paid out",
        "s",
        "sent",
        "soll",
        "withdrawal",
        "借",
        "借方",
        "支",
        "支出",
    ]
)
IN_WORDS = frozenset(
    [
        "+",
        "bij",
        "c",
        "cr",
        "crdt",
        "credit",
        "deposit",
        "eingang",
        "gutschrift",
        "h",
        "haben",
        "in",
        "inbound",
        "incoming",
        "kredit",
        "money in",
        "paid in",
        "received",
        "收",
        "收入",
        "貸",
        "贷",
        "贷方",
    ]
)
PENDING = re.compile(
    r"vorgemerkt|vormerk|vorl(?:ae|a)ufig|pending|\bpdng\b|not (?:yet )?(?:booked|posted|settled)"
    r"|unbooked|unposted|noch nicht|nicht gebucht|schwebend|reservier|reserved|authori[sz]|autoris"
    r"|in bearbeitung|processing|in progress|scheduled|geplant|terminiert|^offen$|^open$|en attente"
    r"|a venir|en cours|provisional|provisorisch|expected|erwartet|\bavis(?:iert)?\b|on hold"
    r"|in afwachting|in attesa|pendiente|待|处理中|處理中|未入账|未入帳|未记账|预授权",
)
FAILED = re.compile(
    r"failed|declined|reject|cancel|revert|\bvoid\b|storn|abgelehnt|fehlgeschlagen|annul|refus|abgebrochen"
    r"|失败|失敗|取消|撤销|已关闭"
)
#: Rows that state a balance; they name no payer.
BALANCE = re.compile(
    r"(?:anfangs|end|schluss|konto|abschluss|neuer |alter )?saldo(?: .*)?|kontostand.*|solde(?: .*)?"
    r"|saldovortrag"
    r"|(?:opening|closing|starting|ending|previous|new|current|final)? ?balance(?: .*)?"
    r"|total|summe|gesamt|期初余额|期末余额|余额|合计"
)
#: In a purpose, which buyers write themselves, only plain words of banks count.
NOTED = re.compile(r"vorgemerkt|umsatz vorlaufig|pending transaction|noch nicht gebucht")
RETURNED = re.compile(
    r"r(?:ue|u)ck(?:last|ub|ueb|belast|buch|gabe|ruf|gut|zahl|weis|scheck)|retour|lastschriftr|return"
    r"|reversal|reversed|charge ?back|bounced|unpaid|storno|stornier|rejet|retrocess|r-transaktion|impaye"
    r"|退回|退款|退汇|冲正|沖正"
)


def folded(text: str) -> str:
    """Make headings and marks alike: case, accents, spaces, quotes and the colon behind go."""
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
    return " ".join(re.sub(r"[\"“”„\ufeff]", "", plain).replace("’", "'").split()).strip(" :*.")


def without_currency(heading: str) -> tuple[str, str]:
    """Part "betrag (eur)" into the name and the currency; "" where it names none."""
    found = CODE_BEHIND.fullmatch(heading)
    if found is None:
        return heading, ""
    code = SIGNS.get(found["code"], found["code"].upper())
    return found["name"].strip(), code if code in CURRENCIES else ""


def direction_in(cell: str) -> bool | None:
    """Read a mark such as S/H, D/C or CRDT: True for money that came; None where it is no mark."""
    word = folded(cell) or cell.strip()
    if word in IN_WORDS:
        return True
    return False if word in OUT_WORDS else None
