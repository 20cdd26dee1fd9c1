#include "anqa/otp/gen_server.hpp"

class Session : public anqa::GenServer {
 public:
  Session() { anqa::timeout_after(*this, std::chrono::seconds(5)); }
  void handle_timeout() { stop(); }
};
