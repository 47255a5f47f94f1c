import { randomUUID } from 'node:crypto';

import { appRegistrations } from './appRegistrations.ts';
import type { HookName, RegisteredFunction } from './appRegistrations.ts';
import type { CoreInvocationContext, InvocationResponse } from './functionsCoreTypes.ts';
import { runAs } from './runningFunction.ts';

/**
 * Runs a function once, as the Node worker does: hooks, the library's own conversion of arguments and result.
 *
 * @throws whatever the handler, a hook or the conversion of the result throws.
 */
export async function invokeFunction(
  { metadata, callback }: RegisteredFunction,
  request: CoreInvocationContext['request'],
): Promise<InvocationResponse> {
  if (!appRegistrations.model) throw new Error('@azure/functions has not set its programming model.');
  const core: CoreInvocationContext = {
    invocationId: randomUUID(),
    metadata,
    request,
    state: undefined,
    log: (level, category, message) => appRegistrations.log({ level, category, message, functionName: metadata.name }),
  };
  const model = appRegistrations.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const hookData = {};

  core.state = 'preInvocationHooks';
  const before = { hookData, invocationContext: context, inputs, functionCallback: callback };
  await runHooks('preInvocation', before);

  core.state = 'invocation';
  const after: Record<string, unknown> = {
    hookData,
    invocationContext: context,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  try {
    const invoke = () => model.invokeFunction(context, before.inputs, before.functionCallback);
    after['result'] = await runAs(metadata.name, invoke);
  } catch (error) {
    after['error'] = error;
  }

  core.state = 'postInvocationHooks';
  await runHooks('postInvocation', after);
  core.state = undefined;
  // The worker takes `throw undefined` for a success, too.
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- A handler may throw anything; it is handed on as it is.
  if (after['error'] !== null && after['error'] !== undefined) throw after['error'];
  return model.getResponse(context, after['result']);
}

/** Runs the hooks of one kind one after the other; each may change the context for the next. */
export async function runHooks(name: HookName, context: Record<string, unknown>): Promise<void> {
  for (const hook of appRegistrations.hooks[name]) await hook(context);
}
