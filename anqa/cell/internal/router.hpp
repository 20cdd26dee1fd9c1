#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>

#include "anqa/runtime/detail/remote.hpp"
#include "anqa/runtime/detail/router.hpp"

namespace anqa::cell {

/// To the proxy of a cell: an envelope for a process that lives in the cell beside the server.
struct Routed {
  Routed(Pid receiver, detail::EnvelopePtr carried) : to(receiver), envelope(std::move(carried)) {}
  Routed(Routed&&) noexcept = default;
  Routed& operator=(Routed&&) noexcept = default;
  /// Undelivered, it answers for what it carries.
  ~Routed();
  Pid to;
  detail::EnvelopePtr envelope;
};

/// Sends what is for processes in the cells of one System to the proxies of those cells.
class CellRouter final : public detail::Router {
 public:
  /// That of `system`, which gets one when it has none yet; lives as long as the program.
  static CellRouter& of(System& system);

  void route(Pid to, detail::EnvelopePtr envelope) override;
  Pid whereis(std::string_view name) override;

  struct Number {
    std::uint8_t node = 0;
    std::uint32_t first_serial = 1;
  };
  /// A number for the cell that `proxy` stands for; throws std::runtime_error when 255 cells run.
  Number enter(Pid proxy);
  void leave(std::uint8_t node);

 private:
  std::mutex mutex_;
  std::array<std::atomic<std::uint64_t>, 256> proxies_{};  // Pid::bits(), by node
  std::uint32_t handed_out_ = 0;
  Router* before_ = nullptr;
};

/// The number of one cell, given back at the end.
class CellNumber {
 public:
  /// As CellRouter::enter().
  CellNumber(CellRouter& router, Pid proxy) : number_(router.enter(proxy)), router_(&router) {}
  ~CellNumber() { leave(); }
  CellNumber(const CellNumber&) = delete;
  CellNumber& operator=(const CellNumber&) = delete;

  const CellRouter::Number* operator->() const { return &number_; }
  void leave() {
    if (CellRouter* router = std::exchange(router_, nullptr)) router->leave(number_.node);
  }

 private:
  const CellRouter::Number number_;
  CellRouter* router_;
};

}  // namespace anqa::cell
