// expect: a message must not throw from its destructor
#include "anqa/otp/gen_server.hpp"

struct Note {
  ~Note() noexcept(false) {}
};

void tell(anqa::Pid pid) { anqa::send(pid, Note{}); }
