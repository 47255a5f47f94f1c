/* The app that the conformance suite asks: a folder that the local host, `func start` and Azure run as it is. */
import './answers.ts';
import './echoes.ts';
import './orchestrations.ts';
import './timers.ts';
