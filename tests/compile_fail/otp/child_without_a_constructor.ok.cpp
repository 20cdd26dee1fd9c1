#include "anqa/otp/supervisor.hpp"

class Limiter : public anqa::GenServer {
 public:
  explicit Limiter(int limit) : limit_(limit) {}
  int limit_;
};

anqa::ChildSpec limiter() { return anqa::child<Limiter>(5); }
