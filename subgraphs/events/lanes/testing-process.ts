/** A process that delivers, to be killed by a test: `node testing-process.ts <url of subscriptions> <url of events>`. */
import { connect } from '#kernel/database.ts';
import { openPushed } from './testing-pushed.ts';

const [subscriptions, events] = process.argv.slice(2) as [string, string];
const hub = await openPushed((schema, { max } = {}) => connect(schema === 'events' ? events : subscriptions, { name: 'killed', max: max ?? 2 }), { relays: false });
const dispatcher = hub.dispatch();
setInterval(() => process.send!(dispatcher.isElected), 20);
