/** Every user call, a file each. */
export { accept } from './accept.js';
export { bind } from './bind.js';
export { abort, close, endCase } from './close.js';
export { connect } from './connect.js';
export { listen } from './listen.js';
export { local, remote } from './local.js';
export { open } from './open.js';
export { getOption, setOption } from './options.js';
export { poll } from './poll.js';
export { receive } from './receive.js';
export { errorReports, receivedTrafficClass } from './reports.js';
export { send } from './send.js';
export { setSetting, setting, settings } from './settings.js';
export { shutdown } from './shutdown.js';
export { state, states } from './state.js';
export { atMark, info, queued } from './status.js';
