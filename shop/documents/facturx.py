"""A document as XML: UN/CEFACT Cross Industry Invoice, profile EN 16931 (Factur-X, ZUGFeRD).

Written from the frozen data alone, in the document's own language: the same whenever it is asked for.
"""

from collections.abc import Iterable
from decimal import Decimal
from xml.etree import ElementTree as ET

from django.utils import translation

from shop.documents.content import Content, Row
from shop.documents.figures import ADJUSTMENT, DELIVERY, LINE

RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
for _prefix, _uri in (("rsm", RSM), ("ram", RAM), ("udt", UDT), ("qdt", QDT)):
    ET.register_namespace(_prefix, _uri)
PROFILE = "urn:cen.eu:en16931:2017"
INVOICE_CODE, CREDIT_NOTE_CODE = "380", "381"
PIECE = "H87"
DISCOUNT_CODE, DELIVERY_CODE = "95", "FC"  # UNTDID 5189, 7161
MEANS = {"card": "48", "bank-transfer": "58", "on-account": "58"}  # UNTDID 4461
OTHER_MEANS, CREDIT_TRANSFER = "ZZZ", "30"
EXEMPTIONS = {"K": "VATEX-EU-IC", "G": "VATEX-EU-G"}
PRICE_UNIT = Decimal("0.000001")
ZERO = Decimal(0)


def document_xml(content: Content) -> bytes:
    """Return the XML of an invoice or a credit note, in UTF-8."""
    with translation.override(content.language):
        root = ET.Element(f"{{{RSM}}}CrossIndustryInvoice")
        context = _add(root, RSM, "ExchangedDocumentContext")
        _path(context, "GuidelineSpecifiedDocumentContextParameter", "ID").text = PROFILE
        head = _add(root, RSM, "ExchangedDocument")
        _text(head, "ID", content.number)
        _text(head, "TypeCode", CREDIT_NOTE_CODE if content.is_credit_note else INVOICE_CODE)
        _date(_add(head, RAM, "IssueDateTime"), content.issued_on)
        for note in content.notes:
            _text(_add(head, RAM, "IncludedNote"), "Content", note)
        deal = _add(root, RSM, "SupplyChainTradeTransaction")
        for place, row in enumerate(content.rows_of(LINE, ADJUSTMENT), start=1):
            _line(deal, place, row)
        _agreement(deal, content)
        _delivery(deal, content)
        _settlement(deal, content)
        return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, space: str, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{space}}}{name}")


def _path(parent: ET.Element, *names: str) -> ET.Element:
    for name in names:
        parent = _add(parent, RAM, name)
    return parent


def _text(parent: ET.Element, name: str, value: str) -> ET.Element | None:
    """Write a text; an empty one is left out. What XML cannot hold goes."""
    value = "".join(char for char in value if char.isprintable() or char in "\n\t").strip()
    if not value:
        return None
    element = _add(parent, RAM, name)
    element.text = value
    return element


def _amount(parent: ET.Element, name: str, value: Decimal, currency: str = "") -> None:
    element = _add(parent, RAM, name)
    element.text = f"{value:.2f}"
    if currency:
        element.set("currencyID", currency)


def _date(parent: ET.Element, iso: str, space: str = UDT) -> None:
    element = _add(parent, space, "DateTimeString")
    element.set("format", "102")
    element.text = iso.replace("-", "")


def _line(deal: ET.Element, place: int, row: Row) -> None:
    line = _add(deal, RAM, "IncludedSupplyChainTradeLineItem")
    _path(line, "AssociatedDocumentLineDocument", "LineID").text = str(place)
    product = _add(line, RAM, "SpecifiedTradeProduct")
    _text(product, "SellerAssignedID", row.sku)
    _text(product, "Name", row.name or row.sku or "-")
    before = row.net if row.net_before is None or row.net_before < row.net else row.net_before
    price = (before / row.quantity).quantize(PRICE_UNIT).normalize()
    amount = _path(line, "SpecifiedLineTradeAgreement", "NetPriceProductTradePrice", "ChargeAmount")
    amount.text = f"{price:f}"
    quantity = _path(line, "SpecifiedLineTradeDelivery", "BilledQuantity")
    quantity.text = str(row.quantity)
    quantity.set("unitCode", PIECE)
    settlement = _add(line, RAM, "SpecifiedLineTradeSettlement")
    _category(_add(settlement, RAM, "ApplicableTradeTax"), row.category, row.rate)
    if before > row.net:
        given = _add(settlement, RAM, "SpecifiedTradeAllowanceCharge")
        _add(_add(given, RAM, "ChargeIndicator"), UDT, "Indicator").text = "false"
        _amount(given, "ActualAmount", before - row.net)
        _text(given, "ReasonCode", DISCOUNT_CODE)
    _amount(
        _add(settlement, RAM, "SpecifiedTradeSettlementLineMonetarySummation"), "LineTotalAmount", row.net
    )


def _category(tax: ET.Element, category: str, rate: Decimal) -> None:
    _text(tax, "TypeCode", "VAT")
    _text(tax, "CategoryCode", category)
    _text(tax, "RateApplicablePercent", _percent(rate))


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}"


def _agreement(deal: ET.Element, content: Content) -> None:
    agreement = _add(deal, RAM, "ApplicableHeaderTradeAgreement")
    seller = content.seller
    party = _add(agreement, RAM, "SellerTradeParty")
    _text(party, "Name", seller.name)
    if seller.registration:
        _text(_add(party, RAM, "SpecifiedLegalOrganization"), "ID", seller.registration)
    if seller.phone or seller.email:
        contact = _add(party, RAM, "DefinedTradeContact")
        _text(contact, "PersonName", seller.shop_name or seller.name)
        if seller.phone:
            _text(_add(contact, RAM, "TelephoneUniversalCommunication"), "CompleteNumber", seller.phone)
        if seller.email:
            _text(_add(contact, RAM, "EmailURIUniversalCommunication"), "URIID", seller.email)
    _postal(party, seller.postcode, seller.street, "", seller.city, seller.country)
    _electronic(party, seller.email)
    _registration(party, seller.tax_number, "FC")
    _registration(party, seller.vat_id, "VA")
    buyer = content.buyer
    party = _add(agreement, RAM, "BuyerTradeParty")
    _text(party, "Name", buyer["name"] or buyer["email"] or "-")
    _postal(
        party,
        buyer["postcode"],
        buyer["line1"],
        buyer["line2"],
        buyer["city"],
        buyer["country"] or content.country,
    )
    _electronic(party, buyer["email"])
    _registration(party, buyer["vat_id"], "VA")
    if content.po_number:
        _text(_add(agreement, RAM, "SellerOrderReferencedDocument"), "IssuerAssignedID", content.order_number)
    buyers = content.po_number or content.order_number
    _text(_add(agreement, RAM, "BuyerOrderReferencedDocument"), "IssuerAssignedID", buyers)


def _postal(party: ET.Element, postcode: str, one: str, two: str, city: str, country: str) -> None:
    address = _add(party, RAM, "PostalTradeAddress")
    _text(address, "PostcodeCode", postcode)
    _text(address, "LineOne", one)
    _text(address, "LineTwo", two)
    _text(address, "CityName", city)
    _text(address, "CountryID", "GB" if country == "XI" else country)


def _electronic(party: ET.Element, email: str) -> None:
    if email:
        uri = _text(_add(party, RAM, "URIUniversalCommunication"), "URIID", email)
        if uri is not None:
            uri.set("schemeID", "EM")


def _registration(party: ET.Element, number: str, scheme: str) -> None:
    if number:
        element = _text(_add(party, RAM, "SpecifiedTaxRegistration"), "ID", number)
        if element is not None:
            element.set("schemeID", scheme)


def _delivery(deal: ET.Element, content: Content) -> None:
    delivery = _add(deal, RAM, "ApplicableHeaderTradeDelivery")
    is_intra_community = any(tax.category == "K" for tax in content.taxes)
    to = content.delivery_address or (content.buyer if is_intra_community else None)
    if to:
        party = _add(delivery, RAM, "ShipToTradeParty")
        _text(party, "Name", to["name"])
        _postal(party, to["postcode"], to["line1"], to["line2"], to["city"], to["country"] or content.country)
    # An intra-community supply names a day: that of the invoice until the goods have left.
    day = content.supplied_on or (content.issued_on if is_intra_community else "")
    if day:
        _date(_path(delivery, "ActualDeliverySupplyChainEvent", "OccurrenceDateTime"), day)


def _settlement(deal: ET.Element, content: Content) -> None:
    settlement = _add(deal, RAM, "ApplicableHeaderTradeSettlement")
    _text(settlement, "PaymentReference", content.order_number)
    reported = content.reported
    if reported:
        _text(settlement, "TaxCurrencyCode", reported["currency"])
    _text(settlement, "InvoiceCurrencyCode", content.currency)
    if not content.is_credit_note:
        _means(settlement, content)
    for tax in content.taxes:
        element = _add(settlement, RAM, "ApplicableTradeTax")
        _amount(element, "CalculatedAmount", tax.tax)
        _text(element, "TypeCode", "VAT")
        _text(element, "ExemptionReason", content.exemption_of(tax.category))
        _amount(element, "BasisAmount", tax.net)
        _text(element, "CategoryCode", tax.category)
        _text(element, "ExemptionReasonCode", EXEMPTIONS.get(tax.category, ""))
        _text(element, "RateApplicablePercent", _percent(tax.rate))
    charges = [row for row in content.rows_of(DELIVERY) if row.net]
    for row in charges:
        charge = _add(settlement, RAM, "SpecifiedTradeAllowanceCharge")
        _add(_add(charge, RAM, "ChargeIndicator"), UDT, "Indicator").text = "true"
        _amount(charge, "ActualAmount", row.net)
        _text(charge, "ReasonCode", DELIVERY_CODE)
        _text(charge, "Reason", row.name)
        _category(_add(charge, RAM, "CategoryTradeTax"), row.category, row.rate)
    due = content.due if not content.is_credit_note else content.gross
    if due > 0:
        terms = _add(settlement, RAM, "SpecifiedTradePaymentTerms")
        _text(terms, "Description", content.payment_terms)
        if content.due_on:
            _date(_add(terms, RAM, "DueDateDateTime"), content.due_on)
    _sums(settlement, content, charges, due)
    if content.corrected:
        reference = _add(settlement, RAM, "InvoiceReferencedDocument")
        _text(reference, "IssuerAssignedID", content.corrected["number"])
        _date(_add(reference, RAM, "FormattedIssueDateTime"), content.corrected["issued_on"], QDT)


def _means(settlement: ET.Element, content: Content) -> None:
    code = MEANS.get(content.payment_method, OTHER_MEANS)
    iban = content.seller.iban
    if code == MEANS["bank-transfer"] and not iban:
        code = OTHER_MEANS
    elif code == MEANS["bank-transfer"] and content.currency != "EUR":
        code = CREDIT_TRANSFER
    means = _add(settlement, RAM, "SpecifiedTradeSettlementPaymentMeans")
    _text(means, "TypeCode", code)
    _text(means, "Information", content.payment_name)
    if code in {MEANS["bank-transfer"], CREDIT_TRANSFER}:
        account = _add(means, RAM, "PayeePartyCreditorFinancialAccount")
        _text(account, "IBANID", iban)
        _text(account, "AccountName", content.seller.account_holder)


def _sums(settlement: ET.Element, content: Content, charges: Iterable[Row], due: Decimal) -> None:
    lines = sum((row.net for row in content.rows_of(LINE, ADJUSTMENT)), ZERO)
    sums = _add(settlement, RAM, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _amount(sums, "LineTotalAmount", lines)
    _amount(sums, "ChargeTotalAmount", sum((row.net for row in charges), ZERO))
    _amount(sums, "AllowanceTotalAmount", ZERO)
    _amount(sums, "TaxBasisTotalAmount", content.net)
    _amount(sums, "TaxTotalAmount", content.tax, content.currency)
    if content.reported:
        _amount(sums, "TaxTotalAmount", Decimal(content.reported["tax"]), content.reported["currency"])
    _amount(sums, "GrandTotalAmount", content.gross)
    _amount(sums, "TotalPrepaidAmount", content.gross - due)
    _amount(sums, "DuePayableAmount", due)
