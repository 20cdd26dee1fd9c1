// expect: only a process can be a child of a supervisor: derive the class from GenServer
#include "anqa/otp/supervisor.hpp"

class Limiter {};

anqa::ChildSpec limiter() { return anqa::child<Limiter>(); }
