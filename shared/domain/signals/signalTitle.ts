import type { SignalType } from './signalType.ts';

const titles: Readonly<Record<SignalType, string>> = {
  connectivity: 'The room is not connected',
  display: 'A display has a problem',
  camera: 'A camera has a problem',
  microphone: 'A microphone has a problem',
  speaker: 'A speaker has a problem',
  signIn: 'The room can not sign in',
  network: 'The network has a problem',
  software: 'The software has a problem',
  peripheral: 'A peripheral has a problem',
};

/** What the ticket of a signal says; which room it is about, the ticket names. */
export const signalTitle = (type: SignalType) => ({
  title: titles[type],
  description: 'Found by monitoring, which also resolves it.',
});
