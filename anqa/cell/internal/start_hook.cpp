#include <dlfcn.h>
#include <sys/socket.h>

#include <cstdlib>

#include "anqa/cell/internal/zygote.hpp"

// Stands before main(), after the constructors of static objects: the C library calls main() through
// __libc_start_main, which the program's start code calls, and which is ours in a program that has cells. In
// the zygote main() then never runs.

namespace {

using Main = int (*)(int, char**, char**);
Main program_main = nullptr;

/// The control socket's number; -1 when this is no zygote.
int control_socket() {
  const char* text = std::getenv(anqa::cell::zygote_environment);
  if (!text) return -1;
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  int type = 0;
  socklen_t size = sizeof type;
  // Set by somebody else, it means nothing.
  if (*end != '\0' || number < 3 || number > 1024 ||
      ::getsockopt(static_cast<int>(number), SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
      type != SOCK_SEQPACKET)
    return -1;
  return static_cast<int>(number);
}

// main() has other types than this pointer, and that has always been allowed.
__attribute__((no_sanitize("function"))) int start(int count, char** arguments, char** environment) {
  const int control = control_socket();
  if (control < 0) return program_main(count, arguments, environment);
  ::unsetenv(anqa::cell::zygote_environment);
  anqa::cell::run_zygote(control);
}

}  // namespace

extern "C" int __libc_start_main(Main main, int count, char** arguments, void (*init)(), void (*fini)(),
                                 void (*unload)(), void* stack_end);

extern "C" __attribute__((no_sanitize("function"))) int __libc_start_main(Main main, int count,
                                                                          char** arguments, void (*init)(),
                                                                          void (*fini)(), void (*unload)(),
                                                                          void* stack_end) {
  using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
  program_main = main;
  const auto original = reinterpret_cast<Start>(::dlsym(RTLD_NEXT, "__libc_start_main"));
  return original(&start, count, arguments, init, fini, unload, stack_end);
}

namespace anqa::cell {
void link_start_hook() {}
}  // namespace anqa::cell
