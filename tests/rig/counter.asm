; SPDX-License-Identifier: GPL-3.0-or-later
; A guest that counts: in RAM, in sector 1 of both its disks, on the serial line and on the screen.
; After a restart it goes on from its first disk. nasm -f bin; 512 bytes, sector 0 of each disk.
; Where the rig has set the byte before the last two, it turns itself off when its power button is pressed.
        bits 16
        org 0x7c00
buffer  equ 0x8000              ; one sector: "SPCOUNT", 0, then the count
count   equ buffer + 8
; ACPI's registers, where the BIOS of QEMU's "pc" puts them: the button is bit 8 of the first two.
PM1_STS equ 0x600
PM1_EN  equ 0x602
PM1_CNT equ 0x604
BUTTON  equ 0x100
SLP_EN  equ 0x2000              ; with type 0: off

        jmp 0:start
start:  xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x7c00
        mov dx, 0x3f9           ; no interrupts from the serial line
        out dx, al
        mov dl, 0x80
        mov ah, 0x42            ; read what the first disk remembers
        call disk
        cmp byte [obeys], 0
        je again
        mov dx, PM1_EN
        mov ax, BUTTON
        out dx, ax
again:  inc dword [count]
        mov dword [buffer], 'SPCO'
        mov dword [buffer + 4], 'UNT'
        mov dl, 0x80
        mov ah, 0x43
        call disk
        mov dl, 0x81
        mov ah, 0x43
        call disk
        call show
        mov dx, PM1_STS         ; the button is not heard of where nobody wants to know
        in ax, dx
        test ax, BUTTON
        jz rest
        mov dx, PM1_CNT
        mov ax, SLP_EN
        out dx, ax
rest:   mov cx, 2               ; about nine counts a second
.wait:  hlt
        loop .wait
        jmp again

disk:   xor al, al
        mov si, packet
        sti
        int 0x13
        ret

; the count in decimal, and a new line
show:   mov eax, [count]
        mov bx, 10
        movzx ebx, bx
        xor cx, cx
.next:  xor edx, edx
        div ebx
        push dx
        inc cx
        test eax, eax
        jnz .next
.digit: pop ax
        add al, '0'
        call put
        loop .digit
        mov al, 13
        call put
        mov al, 10
put:    push ax
        mov ah, 0x0e
        xor bh, bh
        push ebx
        int 0x10
        pop ebx
.busy:  mov dx, 0x3fd
        in al, dx
        test al, 0x20
        jz .busy
        pop ax
        mov dx, 0x3f8
        out dx, al
        ret

packet: db 16, 0
        dw 1
        dw buffer, 0
        dq 1

        times 509 - ($ - $$) db 0
obeys:  db 0                    ; the power button
        dw 0xaa55
