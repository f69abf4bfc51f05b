import type { Scenario } from '../scenario'
import { BULK } from './bulk'
import { COMMITS, COSTS } from './costs'
import { FAN_OUT, TELL } from './fanout'
import { INSERT, SLOW_INSERT } from './insert'
import { LIST } from './list'
import { RECONNECT } from './reconnect'
import { SOCKET } from './socket'
import { START } from './start'

/** All of them, in the order in which they are told. */
export const SCENARIOS: readonly Scenario[] = [INSERT, SLOW_INSERT, SOCKET, BULK, LIST, TELL, FAN_OUT, RECONNECT, COSTS, COMMITS, START]
