#pragma once

#include "anqa/otp/supervisor.hpp"

namespace anqa {

/// Runs an application: starts the tree under a root supervisor and waits. SIGINT or SIGTERM stop it in
/// order, the last child first; a second signal ends the program at once (exit code 128 + its number).
/// Ignores SIGPIPE. Returns the program's exit code: 0 after an orderly stop, 1 when the tree could not start
/// or its root gave up. The arguments are the application's own so far: nothing here reads them.
int run(int argc, char** argv, Supervisor::Spec tree);

/// Asks the running application to stop in order, as a signal would. From any process.
void stop_application();

}  // namespace anqa
