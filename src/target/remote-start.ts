/** What the starter says of the machine that it finds itself on, as its first line. */
export interface RemoteMachine {
  readonly starter: 'tcpspec';
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
}

/** Files for the other machine: path below a folder made for them, and content. `agent.mjs` is what is started. */
export type RemoteFiles = readonly (readonly [path: string, content: Uint8Array])[];

/**
 * The program that is handed to the other machine's Node in its command line. It says where it is, takes files from its standard input
 * into a new temporary folder, loads the agent from there, and removes the folder before the agent says anything: so nothing is
 * left, however the connection ends. What follows on the input is the agent's.
 */
const STARTER = [
  'const fs=require("fs"),os=require("os"),path=require("path"),url=require("url");',
  'let dir,head,got=[],count=0;',
  'const clean=()=>{if(dir)fs.rmSync(dir,{recursive:true,force:true});dir=undefined};',
  'const quit=()=>process.exit(1);',
  'const signals=["SIGHUP","SIGINT","SIGTERM"];',
  'process.on("exit",clean);for(const s of signals)process.on(s,quit);',
  'process.stdin.on("end",quit);',
  'const take=(chunk)=>{got.push(chunk);count+=chunk.length;',
  'if(head===undefined){const all=Buffer.concat(got),end=all.indexOf(10);if(end<0)return;',
  'head=JSON.parse(all.subarray(0,end));got=[all.subarray(end+1)];count=got[0].length}',
  'if(count<head.octets)return;process.stdin.off("data",take);process.stdin.pause();start(Buffer.concat(got))};',
  'const start=async(all)=>{dir=fs.mkdtempSync(path.join(os.tmpdir(),"tcpspec-"));let at=0;',
  'for(const [name,octets] of head.files){const file=path.join(dir,name);',
  'fs.mkdirSync(path.dirname(file),{recursive:true});fs.writeFileSync(file,all.subarray(at,at+octets));at+=octets}',
  'const {runAgent}=await import(url.pathToFileURL(path.join(dir,"agent.mjs")).href);clean();',
  'for(const s of signals)process.off(s,quit);process.stdin.off("end",quit);',
  'if(at<all.length)process.stdin.unshift(all.subarray(at));const ran=runAgent();process.stdin.resume();await ran;process.exit()};',
  'process.stdin.on("data",take);',
  'process.stdout.write(JSON.stringify({starter:"tcpspec",node:process.version,platform:process.platform,arch:process.arch})+"\\n");',
].join('');

/** The command for the other machine's shell, whichever it is: one line, and nothing in it that a shell would look at. */
export function starterCommand(node: string): string {
  return `${node} -e '${STARTER}'`;
}

/** What the starter takes: a line that names the files, and their contents. */
export function starterInput(files: RemoteFiles): Uint8Array {
  const sizes = files.map(([path, content]) => [path, content.length] as const);
  const octets = sizes.reduce((sum, [, size]) => sum + size, 0);
  const head = Buffer.from(`${JSON.stringify({ files: sizes, octets })}\n`);
  return Buffer.concat([head, ...files.map(([, content]) => content)]);
}

/** The first line of the other machine, if it is the starter's. */
export function remoteMachine(line: string): RemoteMachine | undefined {
  try {
    const said = JSON.parse(line) as RemoteMachine | null;
    return said?.starter === 'tcpspec' ? said : undefined;
  } catch {
    return undefined;
  }
}
