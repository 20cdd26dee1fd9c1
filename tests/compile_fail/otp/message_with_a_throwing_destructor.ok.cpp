#include "anqa/otp/gen_server.hpp"

struct Note {
  ~Note() {}
};

void tell(anqa::Pid pid) { anqa::send(pid, Note{}); }
