import { lawsOnServers } from '../../../test-support/laws-on-servers.ts';

lawsOnServers(1);
