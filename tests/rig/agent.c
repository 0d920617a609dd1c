/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guest with an agent: it counts on its serial line, as the other one does, and answers on its virtio port the few
 * questions of QEMU's guest agent that libvirt asks. What it is asked for it tells on the serial line: "freeze", "thaw",
 * "time NANOSECONDS". A program without a system below it: started by QEMU's -kernel, polling, no interrupts. */

#include <stdint.h>

#define MULTIBOOT_MAGIC 0x1badb002
#define STACK_BYTES 8192
#define PAGE 4096
#define MAX_QUEUE 1024  /* entries; QEMU gives 128, and 1024 to its first ports */
#define RING_PAGES 8    /* for so many */
#define BUFFERS 8       /* of each queue that the host fills */
#define BUFFER_BYTES 512
#define LINE_BYTES 1024

#define SERIAL 0x3f8
#define PIT 0x40
#define TICKS 2         /* of the timer, 18.2 a second, for each count */

/* Virtio's PCI registers, as of version 0.9.5. */
#define VENDOR_VIRTIO 0x1af4
#define DEVICE_CONSOLE 0x1003
#define REG_FEATURES 0x04
#define REG_QUEUE_PAGE 0x08
#define REG_QUEUE_SIZE 0x0c
#define REG_QUEUE_SELECT 0x0e
#define REG_NOTIFY 0x10
#define REG_STATUS 0x12
#define FEATURE_MULTIPORT 2
#define STATUS_FOUND 1
#define STATUS_DRIVER 2
#define STATUS_READY 4

enum
{
  QUEUE_CONTROL_IN = 2,
  QUEUE_CONTROL_OUT = 3,
  QUEUE_AGENT_IN = 4,
  QUEUE_AGENT_OUT = 5,
  N_QUEUES
};

enum
{
  CONTROL_DEVICE_READY = 0,
  CONTROL_PORT_ADD = 1,
  CONTROL_PORT_READY = 3,
  CONTROL_PORT_OPEN = 6
};

typedef struct
{
  uint32_t port;
  uint16_t event, value;
} Control;

typedef struct
{
  uint64_t address;
  uint32_t length;
  uint16_t flags, next;
} Descriptor;

typedef struct
{
  uint16_t flags, index, ring[MAX_QUEUE];
} Available;

typedef struct
{
  uint16_t flags, index;
  struct
  {
    uint32_t id, length;
  } ring[MAX_QUEUE];
} Used;

typedef struct
{
  Descriptor         *descriptors;
  volatile Available *available;
  volatile Used      *used;
  uint16_t            size, seen;
} Queue;

const uint32_t header[] __attribute__ ((section (".multiboot"), used)) = { MULTIBOOT_MAGIC, 0, -(uint32_t) MULTIBOOT_MAGIC };

static uint8_t stack[STACK_BYTES] __attribute__ ((used));
static uint8_t rings[N_QUEUES][RING_PAGES * PAGE] __attribute__ ((aligned (PAGE)));
static uint8_t buffers[N_QUEUES][BUFFERS][BUFFER_BYTES];
static Queue queues[N_QUEUES];
static uint16_t device;
static char line[LINE_BYTES];
static uint32_t line_length;

static inline void
out8 (uint16_t port, uint8_t value)
{
  __asm__ volatile ("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void
out16 (uint16_t port, uint16_t value)
{
  __asm__ volatile ("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void
out32 (uint16_t port, uint32_t value)
{
  __asm__ volatile ("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline uint8_t
in8 (uint16_t port)
{
  uint8_t value;

  __asm__ volatile ("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

static inline uint16_t
in16 (uint16_t port)
{
  uint16_t value;

  __asm__ volatile ("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

static inline uint32_t
in32 (uint16_t port)
{
  uint32_t value;

  __asm__ volatile ("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

/* --- The serial line ---------------------------------------------------------------- */

static void
say (const char *text)
{
  for (; *text != '\0'; text++)
    {
      while ((in8 (SERIAL + 5) & 0x20) == 0)
        ;
      out8 (SERIAL, (uint8_t) *text);
    }
}

static void
say_number (uint32_t number)
{
  char text[12];
  char *at = text + sizeof text;

  *--at = '\0';
  do
    *--at = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  say (at);
}

/* --- The queues --------------------------------------------------------------------- */

static uint32_t
read_pci (uint32_t slot, uint32_t reg)
{
  out32 (0xcf8, 0x80000000u | slot << 11 | reg);
  return in32 (0xcfc);
}

static int
find_device (void)
{
  for (uint32_t slot = 0; slot < 32; slot++)
    if (read_pci (slot, 0) == ((uint32_t) DEVICE_CONSOLE << 16 | VENDOR_VIRTIO))
      {
        uint32_t command = read_pci (slot, 4);

        out32 (0xcfc, command | 5); /* its registers, and its own access to the memory */
        device = (uint16_t) (read_pci (slot, 0x10) & ~3u);
        return 1;
      }
  return 0;
}

static void
add_queue (uint16_t which)
{
  Queue *q = &queues[which];
  uint32_t base = (uint32_t) rings[which];
  uint32_t end;

  out16 (device + REG_QUEUE_SELECT, which);
  q->size = in16 (device + REG_QUEUE_SIZE);
  q->descriptors = (Descriptor *) base;
  q->available = (volatile Available *) (base + q->size * sizeof (Descriptor));
  end = (uint32_t) &q->available->ring[q->size] + 2;
  q->used = (volatile Used *) ((end + PAGE - 1) & ~(uint32_t) (PAGE - 1));
  out32 (device + REG_QUEUE_PAGE, base / PAGE);
}

static void
offer (uint16_t which, uint16_t descriptor, uint32_t length, int host_writes)
{
  Queue *q = &queues[which];

  q->descriptors[descriptor].address = (uint32_t) buffers[which][descriptor];
  q->descriptors[descriptor].length = length;
  q->descriptors[descriptor].flags = host_writes ? 2 : 0;
  q->available->ring[q->available->index % q->size] = descriptor;
  __sync_synchronize ();
  q->available->index++;
  __sync_synchronize ();
  out16 (device + REG_NOTIFY, which);
}

static void
send (uint16_t which, const void *data, uint32_t length)
{
  Queue *q = &queues[which];
  const uint8_t *from = data;

  for (uint32_t i = 0; i < length; i++)
    buffers[which][0][i] = from[i];
  offer (which, 0, length, 0);
  while (q->used->index == q->seen)
    __sync_synchronize ();
  q->seen++;
}

static void
control (uint32_t port, uint16_t event)
{
  Control message = { port, event, 1 };

  send (QUEUE_CONTROL_OUT, &message, sizeof message);
}

static int
start_device (void)
{
  if (!find_device ())
    return 0;
  out8 (device + REG_STATUS, 0);
  out8 (device + REG_STATUS, STATUS_FOUND | STATUS_DRIVER);
  out32 (device + REG_FEATURES, FEATURE_MULTIPORT);
  for (uint16_t i = QUEUE_CONTROL_IN; i < N_QUEUES; i++)
    add_queue (i);
  out8 (device + REG_STATUS, STATUS_FOUND | STATUS_DRIVER | STATUS_READY);
  for (uint16_t i = 0; i < BUFFERS; i++)
    {
      offer (QUEUE_CONTROL_IN, i, BUFFER_BYTES, 1);
      offer (QUEUE_AGENT_IN, i, BUFFER_BYTES, 1);
    }
  control (0, CONTROL_DEVICE_READY);
  return 1;
}

/* --- The agent ---------------------------------------------------------------------- */

/* Returns: behind it, where it is found */
static const char *
find (const char *text, const char *what)
{
  for (; *text != '\0'; text++)
    {
      const char *a = text;
      const char *b = what;

      while (*b != '\0' && *a == *b)
        a++, b++;
      if (*b == '\0')
        return a;
    }
  return 0;
}

/* The number of an argument, digit by digit: it may be larger than we can count. */
static void
copy_number (char *to, const char *text, const char *argument)
{
  const char *from = find (text, argument);

  while (from != 0 && *from != '\0' && (*from < '0' || *from > '9'))
    from++;
  while (from != 0 && *from >= '0' && *from <= '9')
    *to++ = *from++;
  *to = '\0';
}

static void
answer (const char *value)
{
  char text[128] = "{\"return\": ";
  uint32_t n = 0;

  while (text[n] != '\0')
    n++;
  while (*value != '\0' && n < sizeof text - 3)
    text[n++] = *value++;
  text[n++] = '}';
  text[n++] = '\n';
  send (QUEUE_AGENT_OUT, text, n);
}

static void
obey (const char *command)
{
  char number[64];

  if (find (command, "\"guest-sync\""))
    {
      copy_number (number, command, "\"id\"");
      answer (number);
    }
  else if (find (command, "guest-fsfreeze-freeze"))
    {
      say ("freeze\r\n");
      answer ("2");
    }
  else if (find (command, "guest-fsfreeze-thaw"))
    {
      say ("thaw\r\n");
      answer ("2");
    }
  else if (find (command, "guest-set-time"))
    {
      copy_number (number, command, "\"time\"");
      say ("time ");
      say (number);
      say ("\r\n");
      answer ("{}");
    }
  else if (find (command, "\"execute\""))
    answer ("{}");
}

static void
hear (const uint8_t *data, uint32_t length)
{
  for (uint32_t i = 0; i < length; i++)
    if (data[i] == '\n')
      {
        line[line_length] = '\0';
        obey (line);
        line_length = 0;
      }
    else if (line_length < LINE_BYTES - 1)
      line[line_length++] = (char) data[i];
}

static void
obey_control (const Control *message)
{
  if (message->event == CONTROL_PORT_ADD)
    {
      control (message->port, CONTROL_PORT_READY);
      control (message->port, CONTROL_PORT_OPEN);
    }
}

static void
look (uint16_t which)
{
  Queue *q = &queues[which];

  while (q->used->index != q->seen)
    {
      uint32_t slot = q->seen++ % q->size;
      uint16_t id = (uint16_t) q->used->ring[slot].id;

      __sync_synchronize ();
      if (which == QUEUE_CONTROL_IN)
        obey_control ((const Control *) buffers[which][id]);
      else
        hear (buffers[which][id], q->used->ring[slot].length);
      offer (which, id, BUFFER_BYTES, 1);
    }
}

/* --- Counting ----------------------------------------------------------------------- */

/* The timer's own countdown, set up by the BIOS: it wraps 18.2 times a second. */
static uint16_t
read_timer (void)
{
  uint16_t low;

  out8 (PIT + 3, 0);
  low = in8 (PIT);
  return (uint16_t) (low | in8 (PIT) << 8);
}

__attribute__ ((used)) static void
run (void)
{
  int has_agent = start_device ();
  uint16_t was = read_timer ();
  uint32_t count = 0;
  uint32_t ticks = 0;

  for (;;)
    {
      uint16_t is = read_timer ();

      if (has_agent)
        {
          look (QUEUE_CONTROL_IN);
          look (QUEUE_AGENT_IN);
        }
      if (is > was && ++ticks % TICKS == 0)
        {
          say_number (++count);
          say ("\r\n");
        }
      was = is;
      __asm__ volatile ("pause");
    }
}

__asm__ (".text\n.globl start\nstart:\n  mov $stack + 8192, %esp\n  cld\n  call run\n");
