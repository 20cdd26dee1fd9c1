#include <string>

#include "anqa/otp/gen_server.hpp"

struct Check {
  int number;
  std::string key;
};

void ask(anqa::Pid pid) { anqa::send(pid, Check{1, "key"}); }
