// Load the comparison's catalogue through Vendure's own importer: SYNC=1 node seed.js FOLDER
const fs = require('fs'), path = require('path');
const { bootstrapWorker, bootstrap, FastImporterService, Importer, RequestContextService, ChannelService, TransactionalConnection,
  ZoneService, CountryService, TaxCategoryService, TaxRateService, ShippingMethodService, PaymentMethodService, CollectionService,
  FacetService, FacetValueService, SearchService, defaultShippingCalculator, defaultShippingEligibilityChecker, manualFulfillmentHandler,
  LanguageCode, CurrencyCode, facetValueCollectionFilter, StockLocationService, StockLevelService, SearchIndexItem, JobQueueService } = require('@vendure/core');
const { config } = require('./vendure-config');
const dir = process.argv[2];
const read = f => fs.readFileSync(path.join(dir, f), 'utf8').trim().split('\n').map(JSON.parse);
const L = LanguageCode.en;
(async () => {
  const app = await bootstrap({ ...config });
  const g = t => app.get(t);
  const ctx = await g(RequestContextService).create({ apiType: 'admin' });
  const country = await g(CountryService).create(ctx, { code: 'GB', enabled: true, translations: [{ languageCode: L, name: 'United Kingdom' }] });
  const zone = await g(ZoneService).create(ctx, { name: 'UK', memberIds: [country.id] });
  const chan = await g(ChannelService).getDefaultChannel(ctx);
  await g(ChannelService).update(ctx, { id: chan.id, defaultTaxZoneId: zone.id, defaultShippingZoneId: zone.id, pricesIncludeTax: false,
    currencyCode: CurrencyCode.GBP, defaultCurrencyCode: CurrencyCode.GBP, availableCurrencyCodes: [CurrencyCode.GBP] });
  const tc = await g(TaxCategoryService).create(ctx, { name: 'Standard', isDefault: true });
  await g(TaxRateService).create(ctx, { name: 'zero', enabled: true, value: 0, categoryId: tc.id, zoneId: zone.id });
  await g(ShippingMethodService).create(ctx, { code: 'free', fulfillmentHandler: manualFulfillmentHandler.code,
    checker: { code: defaultShippingEligibilityChecker.code, arguments: [{ name: 'orderMinimum', value: '0' }] },
    calculator: { code: defaultShippingCalculator.code, arguments: [{ name: 'rate', value: '0' }, { name: 'includesTax', value: 'auto' }, { name: 'taxRate', value: '0' }] },
    translations: [{ languageCode: L, name: 'Free', description: '' }] });
  await g(PaymentMethodService).create(ctx, { code: 'dummy', enabled: true, handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'false' }] },
    translations: [{ languageCode: L, name: 'Dummy', description: '' }] });
  const fvs = {};
  const cats = read('categories.jsonl'), prods = read('products.jsonl');
  for (const [code, vals] of [['category', cats.map(c => c.slug)], ...['brand', 'colour', 'material'].map(k => [k, [...new Set(prods.map(p => p[k]))]])]) {
    const f = await g(FacetService).create(ctx, { code, isPrivate: false, translations: [{ languageCode: L, name: code }] });
    for (const v of vals) fvs[code + ':' + v] = (await g(FacetValueService).create(ctx, f, { facetId: f.id, code: v.toLowerCase(), translations: [{ languageCode: L, name: v }] })).id;
  }
  const byId = Object.fromEntries(cats.map(c => [c.id, c]));
  const fi = g(FastImporterService); await fi.initialize(chan);
  const t0 = Date.now(); let n = 0;
  for (const p of prods) {
    const c = byId[p.category], top = byId[c.parent];
    const pid = await fi.createProduct({ enabled: true, assetIds: [], featuredAssetId: undefined, optionGroupIds: [],
      facetValueIds: [fvs['category:' + c.slug], fvs['category:' + top.slug], ...['brand', 'colour', 'material'].map(k => fvs[k + ':' + p[k]])],
      translations: [{ languageCode: L, name: p.title, slug: p.slug, description: p.description }] });
    await fi.createProductVariant({ productId: pid, sku: p.sku, taxCategoryId: tc.id, stockOnHand: p.stock, trackInventory: 'TRUE', enabled: true,
      price: Math.round(+p.price * 100), prices: [{ currencyCode: CurrencyCode.GBP, price: Math.round(+p.price * 100) }], assetIds: [], featuredAssetId: undefined,
      facetValueIds: [], optionIds: [], useForDiscount: true, translations: [{ languageCode: L, name: p.title }] });
    if (++n % 1000 === 0) console.log(n, (Date.now() - t0) / 1000);
  }
  const col = {};
  const filt = slug => [{ code: facetValueCollectionFilter.code, arguments: [{ name: 'facetValueIds', value: JSON.stringify([String(fvs['category:' + slug])]) },
    { name: 'containsAny', value: 'false' }, { name: 'combineWithAnd', value: 'true' }] }];
  for (const c of cats) col[c.id] = (await g(CollectionService).create(ctx, { parentId: c.parent ? col[c.parent] : undefined, isPrivate: false, inheritFilters: false,
    filters: filt(c.slug), translations: [{ languageCode: L, name: c.name, slug: c.slug, description: '' }] })).id;
  // with bufferUpdates the apply-filters jobs stay buffered, so the same membership is written here
  await g(TransactionalConnection).rawConnection.query(`insert into collection_product_variants_product_variant("collectionId","productVariantId") select t."baseId", v.id from collection_translation t join facet_value f on f.code=t.slug join facet fc on fc.id=f."facetId" and fc.code=$1 join product_facet_values_facet_value pf on pf."facetValueId"=f.id join product_variant v on v."productId"=pf."productId" on conflict do nothing`, ["category"]);
  await g(JobQueueService).start();
  await new Promise(r => setTimeout(r, 5000));
  const job = await g(SearchService).reindex(ctx);
  const conn = g(TransactionalConnection).rawConnection;
  for (;;) {
    const [r] = await conn.query(`select count(*) c from job_record where state in ('PENDING','RUNNING','RETRYING')`);
    const [s] = await conn.query('select count(*) c from search_index_item');
    console.log('jobs', r.c, 'index', s.c);
    if (+r.c === 0 && +s.c >= prods.length) break;
    await new Promise(r => setTimeout(r, 5000));
  }
  await conn.query('ANALYZE');
  await app.close(); process.exit(0);
})().catch(e => { console.error(e); process.exit(1); });
