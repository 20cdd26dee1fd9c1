// expect: this field must not cross a mailbox: it is or holds a raw pointer, a view, or a shared_ptr to what
// is not const expect: Check, FixedString<3>{"key"}
#include "anqa/otp/gen_server.hpp"

struct Check {
  int number;
  const char* key;
};

void ask(anqa::Pid pid) { anqa::send(pid, Check{1, "key"}); }
