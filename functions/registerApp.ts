import { readConfig } from '../shared/config.ts';
import { compose, type Platform } from './composition.ts';
import { register } from './register.ts';
import { routes } from './routes/routes.ts';

/**
 * Registers every function of the app, with these settings, on this platform.
 * @throws Error naming every setting that is missing or wrong
 */
export function registerApp(environment: Record<string, string | undefined>, platform: Platform): void {
  register(compose(readConfig(environment), platform), routes);
}
