// Interrupt: the first Ctrl-C asks an exploration to stop and report, the second ends the program.
#ifndef HARNESS_CLI_INTERRUPT_H_
#define HARNESS_CLI_INTERRUPT_H_

namespace relapse {

void CatchInterrupts();
bool Interrupted();

}  // namespace relapse

#endif  // HARNESS_CLI_INTERRUPT_H_
