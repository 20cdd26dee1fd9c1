#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "anqa/http/client.hpp"
#include "anqa/http/internal/tls_context.hpp"
#include "anqa/http/internal/transport.hpp"

namespace anqa::http::detail {

/// What a pool lends: a connection that is open, or the right to open one. Without options: neither, as none
/// became free in time.
struct Lease {
  Transport transport;
  std::shared_ptr<const Client::Options> options;
  std::shared_ptr<const TlsContext> tls;
};

/// A call to the pool. `id` is the borrower's, and new.
struct CheckOut {
  using Reply = Lease;
  std::string origin;
  std::uint64_t id = 0;
  /// One of the kept connections was found broken: do not lend another of them.
  bool fresh = false;
};

/// A cast to the pool: the borrower of `id` is done, or waits no longer. Without a transport its connection
/// is closed.
struct CheckIn {
  std::uint64_t id = 0;
  Transport transport;
};

/// A borrower has waited long enough.
struct GiveUp {
  std::uint64_t id = 0;
};

/// Time to close what nobody used for long.
struct SweepIdle {};

/// One place in a pool; given back when it goes, whatever becomes of its owner.
class Place {
 public:
  explicit Place(anqa::Server<Client> pool);
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place();

  std::uint64_t id() const { return id_; }
  /// With a connection that can be used again.
  void give_back(Transport transport);

 private:
  anqa::Server<Client> pool_;
  std::uint64_t id_;
};

}  // namespace anqa::http::detail
