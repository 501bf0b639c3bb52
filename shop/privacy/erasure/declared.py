"""What stays of a person and why, and which tables of the shop and its libraries hold nothing of them."""

from django.utils.translation import gettext_lazy as _

from shop.privacy.erasure.registry import KEPT, UNRELATED, Kept, Unrelated

for _kept in (
    Kept(
        name="orders",
        label=_("orders: number, date, goods, sums, country and postcode of delivery"),
        reason=_("Tax and accounting law asks for them; they no longer say whose they are."),
        fields=(
            *("order.Order.number", "order.Order.currency", "order.Order.shipping_tax_code"),
            *("order.Order.shipping_method", "order.Order.shipping_code", "order.Order.status"),
            *("order.Order.language", "order.Line.*", "order.LinePrice.*", "order.Surcharge.*"),
            *("order.OrderStatusChange.*", "order.OrderDiscount.offer_name", "order.PaymentEvent.*"),
            *("order.OrderDiscount.voucher_code", "order.CommunicationEvent.*", "stock.OrderRoute.*"),
            *("fulfilment.Shipment.*", "fulfilment.Scan.*", "order_holds.OrderHold.kind"),
            *("order_holds.OrderHold.signal", "order_changes.OrderChange.key"),
            *("order_changes.OrderChange.credits", "order_changes.OrderChange.settlement"),
            *("order_changes.OrderChange.currency", "order_changes.OrderChange.received_then"),
            *("shipping.OrderDelivery.code", "shipping.OrderDestination.*"),
        ),
    ),
    Kept(
        name="tax",
        label=_("tax: country, rate, VAT id and its check, exemption certificate"),
        reason=_("They prove why tax was or was not charged."),
        fields=(
            *("order.Order.tax_country", "order.Order.tax_region", "order.Order.tax_treatment"),
            *("order.Order.vat_id", "order.Order.tax_certificate", "tax.VatCheck.*", "tax.TaxExemption.*"),
            *("b2b.Company.name", "b2b.Company.vat_id"),
        ),
    ),
    Kept(
        name="documents",
        label=_("invoices and credit notes, with the name and address printed on them"),
        reason=_("Tax law asks to keep them unchanged, for ten years in many countries."),
        fields=("documents.Document.*", "documents.DocumentTax.*"),
    ),
    Kept(
        name="payments",
        label=_("payments and refunds: sums, dates and the bank's or provider's reference"),
        reason=_("Accounting law asks for them; the payer's name is struck out."),
        fields=(
            *("payments.PaymentAttempt.method", "payments.PaymentAttempt.key"),
            *("payments.PaymentAttempt.reference", "payments.PaymentAttempt.currency"),
            *("payments.Charge.method", "payments.Charge.reference", "payments.Charge.currency"),
            *("payments.Charge.error_code", "payments.Refund.key", "payments.Refund.reference"),
            *("payments.Refund.currency", "payments.WriteOff.key", "payments.WriteOff.currency"),
            *("payments.Dispute.reference", "payments.Dispute.currency", "payments.BankEntry.reference"),
            *("payments.BankEntry.currency", "payments.BankStatement.*", "payment.Source.currency"),
            *("payment.Source.reference", "payment.Transaction.txn_type", "payment.Transaction.status"),
            *("payments.GatewayEvent.reference", "payments.GatewayEvent.kind"),
            *("payments.GatewayEvent.subject", "payments.GatewayEvent.payment"),
        ),
    ),
    Kept(
        name="requests",
        label=_("that the erasure was asked for and carried out, without who it was"),
        reason=_("It proves that the request was answered."),
        fields=(
            *("privacy.DeletionRequest.key", "privacy.DeletionRequest.subject"),
            *("privacy.DeletionRequest.language", "privacy.DeletionRequest.delayed_by"),
            "privacy.DeletionRequest.counts",
        ),
    ),
    Kept(
        name="audit",
        label=_("which colleague saw or changed which customer number, and when"),
        reason=_("It proves who had access; it names no customer."),
        fields=("audit.AuditEntry.*",),
    ),
    Kept(
        name="provider-customers",
        reason="The provider's own number of an account; reconciliation deletes it there and here.",
        fields=("payments.GatewayCustomer.*",),
    ),
    Kept(
        name="machines",
        reason="Names of events, subscribers and objects: no words of a person.",
        fields=(
            *("events.Event.name", "events.Event.ordering_key", "events.Delivery.subscriber"),
            "events.Event.causes",
            *("events.Delivery.partition_key", "wagtailcore.ModelLogEntry.action"),
            *("wagtailcore.ModelLogEntry.object_id", "wagtailcore.PageLogEntry.action"),
            *("wagtailcore.Revision.object_id", "wagtailadmin.FormState.object_id"),
            *("wagtailadmin.FormState.parent_object_id", "backoffice.SavedView.list_name"),
        ),
    ),
    Kept(
        name="staff",
        reason="Of colleagues, who are no customers; an administrator ends their accounts.",
        fields=(
            *("backoffice.BulkRun.change", "backoffice.BulkRun.state", "backoffice.BulkRun.data"),
            *("user.Invitation.*", "backoffice.ChosenColumns.*", "wagtailusers.UserProfile.*"),
            *("wagtailadmin.EditingSession.*", "wagtailcore.APIToken.*", "wagtailcore.WorkflowState.*"),
            *("wagtailcore.TaskState.*", "wagtailcore.Comment.*", "wagtailcore.CommentReply.*"),
            *("stock.StockCount.*", "stock.StockTransfer.*", "stock.StockMovement.*"),
            *("purchasing.PurchaseOrder.*", "purchasing.GoodsReceipt.*"),
            *("offer.RangeProductFileUpload.*", "catalogue_import.CatalogueFile.*"),
            "wagtailcore.UploadedFile.*",
        ),
    ),
):
    KEPT.register(_kept)

for _unrelated in (
    Unrelated(
        name="settings",
        fields=(
            *("payments.ReconciliationMark.*", "configuration.MoneySettings.*"),
            "configuration.PricingSettings.*",
            *("configuration.PaymentSettings.*", "configuration.TaxSettings.*"),
            *("configuration.MailSettings.*", "configuration.DocumentSettings.*"),
            *("configuration.StorefrontSettings.*", "catalogue.VisibilityProfile.*"),
            "catalogue_visibility.VisibilityRule.*",
            *("documents.DocumentCounter.*", "documents.InvoiceDue.*"),
            *("identity.ShopSettings.*", "tax.TaxRate.*", "tax.Market.*"),
            *("auth.Permission.*", "auth.Group.*", "contenttypes.ContentType.*", "sites.Site.*"),
            *("communication.CommunicationEventType.*", "payment.SourceType.*"),
            *("order.ShippingEventType.*", "order.PaymentEventType.*", "order.NumberSequence.*"),
            *("shipping.DeliveryZone.*", "shipping.DeliveryOption.*", "shipping.OrderAndItemCharges.*"),
            *("shipping.WeightBased.*", "address.Country.*", "thumbnail.KVStore.*"),
            *("shipping.DeliveryTableRow.*", "carriers.CarrierAccount.*", "carriers.CarrierService.*"),
            *("purchasing.Vendor.*", "purchasing.VendorProduct.*", "purchasing.PurchaseOrderLine.*"),
        ),
    ),
    Unrelated(
        name="goods",
        fields=(
            *("catalogue.AttributeOption.*", "catalogue.ProductAttribute.*", "catalogue.Product.*"),
            *("catalogue.Category.*", "catalogue.ImportRun.*", "catalogue.ImportProblem.*"),
            *("catalogue.ProductClass.*", "catalogue.ProductAttributeValue.*", "catalogue.Option.*"),
            *("catalogue.AttributeOptionGroup.*", "catalogue.ProductImage.*", "partner.StockRecord.*"),
            *("partner.Partner.*", "partner.PartnerAddress.*", "catalogue_import.RemotePicture.*"),
            *("stock.StockLevel.*", "stock.Warehouse.*", "offer.ConditionalOffer.*", "offer.Range.*"),
            *("offer.Benefit.*", "offer.Condition.*", "voucher.Voucher.*", "voucher.VoucherSet.*"),
            *("promotions.Promotion.*", "promotions.CodeRun.*", "partner.SalePrice.*"),
            *("partner.PriceChange.*", "catalogue_promotions.CataloguePromotion.*"),
            *("partner.PriceList.*", "price_lists.PriceContext.*", "price_lists.PriceRule.*"),
            *("price_lists.PriceImport.*", "price_lists.PriceImportRow.*"),
        ),
    ),
    Unrelated(
        name="site",
        fields=(
            *("wagtailredirects.Redirect.*", "wagtailembeds.Embed.*", "wagtaildocs.Document.*"),
            *("wagtailimages.Image.*", "wagtailimages.Rendition.*", "wagtailsearch.IndexEntry.*"),
            *("wagtailsearch.SQLiteFTSIndexEntry.*", "wagtailcore.Locale.*", "wagtailcore.Site.*"),
            *("wagtailcore.CollectionViewRestriction.*", "wagtailcore.Collection.*"),
            *("wagtailcore.Workflow.*", "wagtailcore.Task.*", "wagtailcore.Page.*"),
            *("wagtailcore.PageViewRestriction.*", "wagtailcore.ReferenceIndex.*", "taggit.Tag.*"),
            "flatpages.FlatPage.*",
        ),
    ),
):
    UNRELATED.register(_unrelated)
