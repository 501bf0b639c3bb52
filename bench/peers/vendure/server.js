// Two HTTP processes on one port, as the other shops have two.
const cluster = require('node:cluster');
const { bootstrap, bootstrapWorker } = require('@vendure/core');
const { config } = require('./vendure-config');
if (process.argv[2] === 'worker') {
  bootstrapWorker(config).then(worker => worker.startJobQueue());
} else if (cluster.isPrimary) {
  cluster.fork().on('message', () => cluster.fork());
} else {
  bootstrap(config).then(() => process.send('ready'), error => { console.error(error); process.exit(1); });
}
