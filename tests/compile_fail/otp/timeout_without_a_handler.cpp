// expect: this server has no handle_timeout(): it is what timeout_after() calls
#include "anqa/otp/gen_server.hpp"

class Session : public anqa::GenServer {
 public:
  Session() { anqa::timeout_after(*this, std::chrono::seconds(5)); }
};
