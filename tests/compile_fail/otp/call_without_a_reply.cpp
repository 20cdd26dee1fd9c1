// expect: a call message says what it is answered with: `using Reply = …;` in it
#include "anqa/otp/gen_server.hpp"

class Counter : public anqa::GenServer {
 public:
  struct Get {};
  int handle_call(const Get&) const { return 0; }
};

void ask() { anqa::detail::check_call<Counter, Counter::Get>(); }
