import { registerHooks } from 'node:module';

/**
 * Makes `require('@azure/functions-core')` answer `functionsCore.ts` in this process, as a Functions worker does with its own.
 * Must run before the first import of `@azure/functions`: the library asks once and remembers even a failure.
 */
export function installFunctionsCore(): void {
  const url = import.meta.resolve('./functionsCore.ts');
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@azure/functions-core' ? { url, shortCircuit: true } : next(specifier, context),
  });
}
