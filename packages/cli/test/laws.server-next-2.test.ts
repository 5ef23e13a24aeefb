import { lawsOnNext } from '../../../test-support/laws-on-servers.ts';

lawsOnNext(2);
