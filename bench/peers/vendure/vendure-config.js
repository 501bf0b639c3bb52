// Vendure with PostgreSQL, its default strategies and its default search.
const { DefaultSearchPlugin, DefaultJobQueuePlugin, dummyPaymentHandler, DefaultLogger, LogLevel } = require('@vendure/core');
module.exports.config = {
  apiOptions: { port: +process.env.PORT, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api',
    shopListQueryLimit: 100, adminListQueryLimit: 1000 },
  authOptions: { tokenMethod: ['bearer', 'cookie'], superadminCredentials: { identifier: 'bench', password: 'bench' },
    cookieOptions: { secret: 'bench' } },
  dbConnectionOptions: { type: 'postgres', url: process.env.BENCH_DATABASE_URL, synchronize: !!process.env.SYNC, logging: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  customFields: {},
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  plugins: [DefaultJobQueuePlugin.init({ useDatabaseForBuffer: true }),
    DefaultSearchPlugin.init({ bufferUpdates: !!process.env.SYNC, indexStockStatus: true })],
};
